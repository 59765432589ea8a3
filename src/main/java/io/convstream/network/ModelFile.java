package io.convstream.network;

import io.convstream.image.Framing;
import io.convstream.image.PictureShape;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Models as the ZIP files of DL4J's {@code ModelSerializer}: what is written here, plain DL4J opens. One entry of ours
 * says how much of a picture the network sees.
 */
public final class ModelFile {

    private static final String CONFIGURATION = "configuration.json";
    private static final String PARAMETERS = "coefficients.bin";
    private static final String FRAMING = "framing.json";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** How ND4J marks arrays whose length is written as an int; in all later ones it is a long. */
    private static final List<String> SHORT_LENGTH = List.of("DIRECT", "HEAP", "JAVACPP");

    private ModelFile() {}

    /**
     * What a file holds.
     *
     * @param configuration the JSON of a DL4J {@code MultiLayerConfiguration}
     * @param framing how much of a picture the network sees
     * @param parameters in the flat order of {@link LearnerState#parameters()}
     */
    public record Content(String configuration, Framing framing, float[] parameters) {}

    /**
     * Writes a model. A file that must be whole at any time is to be written beside its place and renamed by the caller.
     *
     * @param parameters in the flat order of {@link LearnerState#parameters()}
     * @throws IOException with the path, where it cannot be written
     */
    public static void write(Path file, ModelDefinition definition, float[] parameters) throws IOException {
        Network network = Network.of(definition);
        if (parameters.length != network.size()) {
            throw new IllegalArgumentException("model " + definition.name() + ": " + parameters.length
                    + " parameters, but the network has " + network.size());
        }
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.setLevel(Deflater.BEST_SPEED); // no level makes much of random floats
            zip.putNextEntry(new ZipEntry(CONFIGURATION));
            zip.write(network.configuration().toJson().getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(FRAMING));
            zip.write(framingJson(definition.framing()));
            zip.putNextEntry(new ZipEntry(PARAMETERS));
            writeRow(network.toDl4j(parameters), new DataOutputStream(new BufferedOutputStream(zip)));
        }
    }

    private static void writeRow(float[] values, DataOutputStream target) throws IOException {
        try (INDArray row = Nd4j.createFromArray(new float[][] {values})) {
            Nd4j.write(row, target);
            target.flush();
        }
    }

    /**
     * Reads a DL4J MultiLayerNetwork, whoever wrote it. Nothing in the file is deserialised but JSON and numbers.
     *
     * @param otherwise the framing where the file names none: DL4J knows nothing of it
     * @throws IOException with the path and the reason, where it is not such a file or has a layer that we cannot run
     */
    public static Content read(Path file, Framing otherwise) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no model file " + file);
        }
        try (var zip = new ZipFile(file.toFile())) {
            String json = new String(bytes(zip, CONFIGURATION, file), StandardCharsets.UTF_8);
            Framing framing = zip.getEntry(FRAMING) == null ? otherwise : framing(bytes(zip, FRAMING, file));
            Network network = Network.of(String.valueOf(file.getFileName()), json, framing.crop());
            try (var stream = new DataInputStream(new BufferedInputStream(open(zip, PARAMETERS, file)))) {
                return new Content(json, framing, network.fromDl4j(readRow(stream, network.size())));
            }
        } catch (ZipException | EOFException | JsonProcessingException e) {
            throw new IOException(file + " is not a DL4J model or is broken: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not a model that convstream can run: " + e.getMessage(), e);
        }
    }

    private static byte[] framingJson(Framing framing) throws IOException {
        ObjectNode json = JSON.createObjectNode().put("border", framing.border());
        put(framing.picture(), json.putArray("picture"));
        put(framing.crop(), json.putArray("crop"));
        return JSON.writeValueAsBytes(json);
    }

    private static void put(PictureShape shape, ArrayNode sizes) {
        sizes.add(shape.height()).add(shape.width()).add(shape.channels());
    }

    private static Framing framing(byte[] json) throws IOException {
        JsonNode node = JSON.readTree(json);
        return new Framing(shape(node.path("picture")), node.path("border").asInt(), shape(node.path("crop")));
    }

    private static PictureShape shape(JsonNode node) {
        return new PictureShape(
                node.path(0).asInt(), node.path(1).asInt(), node.path(2).asInt());
    }

    private static byte[] bytes(ZipFile zip, String name, Path file) throws IOException {
        try (InputStream stream = open(zip, name, file)) {
            return stream.readAllBytes();
        }
    }

    private static InputStream open(ZipFile zip, String name, Path file) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(file + " is not a DL4J model: it has no " + name);
        }
        return zip.getInputStream(entry);
    }

    /** ND4J's format: the shape as one buffer, the values as another; each with mode, length and type before it. */
    private static float[] readRow(DataInputStream stream, int size) throws IOException {
        long shape = readLength(stream);
        stream.readUTF();
        stream.skipNBytes(Math.multiplyExact(shape, 8L));
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
        long length = SHORT_LENGTH.contains(mode) ? stream.readInt() : stream.readLong();
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an array in it claims to be " + length + " long");
        }
        return length;
    }
}
