package io.convstream.network;

import io.convstream.failure.Reason;
import io.convstream.image.ClassNames;
import io.convstream.image.Framing;
import io.convstream.network.plan.NetworkPlan;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.apache.flink.annotation.PublicEvolving;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/**
 * Reads and writes models as ZIP files of DL4J's {@code ModelSerializer}, which DL4J can open. An additional entry,
 * which DL4J ignores, holds the {@link ModelSignature}.
 */
@PublicEvolving
public final class ModelFile {

    static final String SIGNATURE = "convstream.json";
    private static final String CONFIGURATION = "configuration.json";
    private static final String PARAMETERS = "coefficients.bin";
    /** Entry in place of the signature in files of the first version. */
    private static final String FRAMING = "framing.json";
    /** ND4J's allocation modes with which the length of an array is an int; with all later ones it is a long. */
    private static final List<String> INT_LENGTH_MODES = List.of("DIRECT", "HEAP", "JAVACPP");
    /** Length of ND4J's shape information of an array of its maximum rank, 32. */
    private static final int MAX_SHAPE_LENGTH = 68;

    private ModelFile() {}

    /**
     * Content of a model file.
     *
     * @param configuration JSON of a DL4J configuration
     * @param signature input and outputs of the network
     * @param assumed whether the signature is not from the file but the reader's default
     * @param parameters in the flat order of {@link TrainerState#parameters()}
     */
    public record Content(String configuration, ModelSignature signature, boolean assumed, float[] parameters) {

        /** Returns the definition of the model for inference; its training part is not used. */
        public ModelDefinition definition(String name) {
            return new ModelDefinition(name, configuration, signature.framing(), 1, 1, 0, 0, 0, Engine.AUTO);
        }
    }

    /**
     * Writes a model. Not atomic: to replace a file, write to a temporary file and rename it.
     *
     * @param classes names of the network's outputs, in order
     * @param parameters in the flat order of {@link TrainerState#parameters()}
     * @throws IllegalArgumentException if the number of parameters or classes is not the network's
     * @throws IOException with the path, if the file cannot be written
     */
    public static void write(Path file, ModelDefinition definition, List<String> classes, float[] parameters)
            throws IOException {
        NetworkPlan plan = definition.plan();
        if (parameters.length != plan.size()) {
            throw new IllegalArgumentException("model " + definition.name() + ": " + parameters.length
                    + " parameters, but the network has " + plan.size());
        }
        if (classes.size() != plan.classes()) {
            throw new IllegalArgumentException("model " + definition.name() + ": " + classes.size()
                    + " class names, but the network has " + plan.classes() + " outputs");
        }
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setLevel(Deflater.BEST_SPEED); // no level compresses random floats well
            zip.putNextEntry(new ZipEntry(CONFIGURATION));
            zip.write(plan.configuration().toJson().getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(SIGNATURE));
            zip.write(new ModelSignature(classes, definition.framing()).json());
            zip.putNextEntry(new ZipEntry(PARAMETERS));
            writeRow(plan.toDl4j(parameters), new DataOutputStream(new BufferedOutputStream(zip)));
        }
    }

    private static void writeRow(float[] values, DataOutputStream target) throws IOException {
        try (INDArray row = Nd4j.createFromArray(new float[][] {values})) {
            Nd4j.write(row, target);
            target.flush();
        }
    }

    /**
     * Reads a DL4J {@code MultiLayerNetwork} or {@code ComputationGraph}. Safe for files from untrusted sources: it deserializes JSON and numbers
     * only, and checks all sizes against this machine's memory before it allocates.
     *
     * @param defaultFraming framing if the file has none, as files of DL4J
     * @param images number of images to classify at once
     * @throws NotAModelException with the path and the reason, if the file cannot be used
     * @throws IOException with the path, if a parameter is not finite
     */
    public static Content read(Path file, Framing defaultFraming, int images) throws IOException {
        Content content = readContent(file, defaultFraming, images);
        int nonFinite = 0;
        for (float parameter : content.parameters()) {
            nonFinite += Float.isFinite(parameter) ? 0 : 1;
        }
        if (nonFinite > 0) {
            throw new IOException(file + " cannot be used: " + nonFinite + " of its " + content.parameters().length
                    + " parameters are not finite (NaN or infinite); take another model");
        }
        return content;
    }

    private static Content readContent(Path file, Framing defaultFraming, int images) throws IOException {
        try (ModelZip zip = ModelZip.open(file)) {
            ModelSignature signature = signature(zip, defaultFraming);
            String json = zip.text(CONFIGURATION);
            NetworkPlan plan = NetworkPlan.of(
                    String.valueOf(file.getFileName()),
                    json,
                    signature.framing().crop());
            NetworkMemory.check(plan, signature.framing(), images);
            if (plan.classes() > ClassNames.MAX_CLASSES) {
                throw new IllegalArgumentException("its network has " + plan.classes() + " outputs, more than the "
                        + ClassNames.MAX_CLASSES + " classes that a model can have");
            }
            int named = signature.classes().size();
            if (named > 0 && named != plan.classes()) {
                throw new IllegalArgumentException(
                        "it names " + named + " classes, but its network has " + plan.classes() + " outputs");
            }
            try (DataInputStream stream = zip.data(PARAMETERS)) {
                boolean assumed = !zip.has(SIGNATURE) && !zip.has(FRAMING);
                return new Content(json, signature, assumed, plan.fromDl4j(readRow(stream, plan.size())));
            }
        } catch (EOFException | UTFDataFormatException | ZipException e) {
            throw new NotAModelException(file, "it is cut off or damaged: copy it again", e);
        } catch (JsonProcessingException e) {
            throw new NotAModelException(file, "its JSON is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException | RuntimeException e) {
            // DL4J's constructors throw exceptions of many types.
            throw new NotAModelException(file, Reason.of(e), e);
        }
    }

    private static ModelSignature signature(ModelZip zip, Framing defaultFraming) throws IOException {
        if (zip.has(SIGNATURE)) {
            return ModelSignature.of(zip.json(SIGNATURE));
        }
        return zip.has(FRAMING)
                ? ModelSignature.ofFraming(zip.json(FRAMING))
                : new ModelSignature(List.of(), defaultFraming);
    }

    /** Reads ND4J's format: a buffer of the shape, then one of the values, each after its mode, length and type. */
    private static float[] readRow(DataInputStream stream, int size) throws IOException {
        long shape = readLength(stream);
        stream.readUTF();
        if (shape > MAX_SHAPE_LENGTH) {
            throw new IllegalArgumentException("the shape of its parameters claims to be " + shape + " long");
        }
        stream.skipNBytes(shape * Long.BYTES);
        long length = readLength(stream);
        String type = stream.readUTF();
        if (length != size) {
            throw new IllegalArgumentException("it has " + length + " parameters, but its network needs " + size);
        }
        if (!type.equals("FLOAT") && !type.equals("DOUBLE")) {
            throw new IllegalArgumentException("its parameters are of type " + type + ", not FLOAT or DOUBLE");
        }
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = type.equals("FLOAT") ? stream.readFloat() : (float) stream.readDouble();
        }
        return values;
    }

    private static long readLength(DataInputStream stream) throws IOException {
        String mode = stream.readUTF();
        long length = INT_LENGTH_MODES.contains(mode) ? stream.readInt() : stream.readLong();
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an array in it claims to be " + length + " long");
        }
        return length;
    }
}
