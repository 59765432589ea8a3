package io.convstream.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.convstream.image.PictureShape;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Models as ordinary DL4J zip files, {@code configuration.json} and {@code coefficients.bin}: plain DL4J opens ours with
 * {@code ModelSerializer.restoreMultiLayerNetwork}.
 *
 * @param configuration the network as the JSON of a {@code MultiLayerConfiguration}
 * @param parameters in the flat order of {@link LearnerState#parameters()}
 */
public record ModelFile(String configuration, float[] parameters) {

    private static final String CONFIGURATION = "configuration.json";
    private static final String COEFFICIENTS = "coefficients.bin";

    /**
     * Writes a model beside the file and renames it, so that the file is whole at any time.
     *
     * @throws IOException where it cannot be written; a file that was there stays as it was
     */
    public static void write(Path file, ModelDefinition definition, float[] parameters) throws IOException {
        Network network = Network.of(definition);
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        var model = new MultiLayerNetwork(network.configuration());
        try {
            model.init();
            float[] theirs = network.toDl4j(parameters);
            try (INDArray values = Nd4j.createFromArray(theirs)) {
                model.setParams(values.reshape(1, theirs.length));
            }
            ModelSerializer.writeModel(model, beside.toFile(), false);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            model.close();
            Files.deleteIfExists(beside);
        }
    }

    /**
     * Reads a model file of ours or of DL4J's.
     *
     * @throws IOException in one sentence, where it is no such file, or one of another network than its configuration
     *     says
     */
    public static ModelFile read(Path file, PictureShape input) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.getEntry(CONFIGURATION) == null || zip.getEntry(COEFFICIENTS) == null) {
                throw new IOException(file + " is no DL4J model: it lacks " + CONFIGURATION + " or " + COEFFICIENTS);
            }
            String json =
                    new String(zip.getInputStream(zip.getEntry(CONFIGURATION)).readAllBytes(), UTF_8);
            Network network = Network.of(file.getFileName().toString(), json, input);
            float[] theirs = coefficients(file, zip);
            if (theirs.length != network.size()) {
                throw new IOException(file + " holds " + theirs.length + " parameters, but its configuration takes "
                        + network.size() + " for pictures of " + input);
            }
            return new ModelFile(json, network.fromDl4j(theirs));
        } catch (ZipException e) {
            throw new IOException(file + " is no model file: it is not a whole zip file (" + e.getMessage() + ")", e);
        }
    }

    private static float[] coefficients(Path file, ZipFile zip) throws IOException {
        try (var in = new DataInputStream(new BufferedInputStream(zip.getInputStream(zip.getEntry(COEFFICIENTS))));
                INDArray values = Nd4j.read(in)) {
            return values.toFloatVector();
        } catch (RuntimeException e) {
            throw new IOException(file + ": " + COEFFICIENTS + " is broken: " + e.getMessage(), e);
        }
    }
}
