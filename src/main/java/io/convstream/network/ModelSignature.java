package io.convstream.network;

import io.convstream.image.ClassNames;
import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.PublicEvolving;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * What a model takes and what its outputs mean. DL4J keeps neither, so it lies beside the parameters.
 *
 * @param classes the names of the outputs in their order; empty if they are not known
 * @param framing how much of an image the network sees
 * @param normalization how the network's input follows from these pixels: {@value #PER_IMAGE}
 */
@PublicEvolving
public record ModelSignature(List<String> classes, Framing framing, String normalization) {

    /**
     * Red, green and blue from 0 to 255, minus the mean of all values of the image, divided by their standard
     * deviation, which is 1/√values at least.
     */
    public static final String PER_IMAGE = "per-image-standardization";

    /** More than any camera gives; a file must not claim all memory with one image. */
    private static final int MOST_VALUES = 1 << 28;

    private static final int VERSION = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    public ModelSignature {
        classes = new ClassNames("the model", classes, true).names();
        if (classes.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("class " + classes.indexOf("") + " has a blank name");
        }
        if (framing.padded().size() > MOST_VALUES) {
            throw new IllegalArgumentException("images of " + framing.padded() + " have more values than the "
                    + MOST_VALUES + " that are allowed");
        }
        if (!normalization.equals(PER_IMAGE)) {
            throw new IllegalArgumentException(
                    "its images are normalized by \"" + normalization + "\", but convstream knows only " + PER_IMAGE);
        }
    }

    /** Of a model that convstream trains. */
    public ModelSignature(List<String> classes, Framing framing) {
        this(classes, framing, PER_IMAGE);
    }

    /** The same with other names. */
    public ModelSignature withClasses(List<String> names) {
        return new ModelSignature(names, framing, normalization);
    }

    byte[] json() throws IOException {
        ObjectNode json = JSON.createObjectNode().put("version", VERSION);
        classes.forEach(json.putArray("classes")::add);
        ObjectNode frame = json.putObject("framing");
        frame.set("image", JSON.valueToTree(framing.image()));
        frame.put("padding", framing.padding());
        frame.set("crop", JSON.valueToTree(framing.crop()));
        json.put("normalization", normalization);
        return JSON.writeValueAsBytes(json);
    }

    /** @throws IllegalArgumentException saying what is wrong */
    static ModelSignature of(JsonNode json) {
        int version = json.path("version").asInt();
        if (version < 1 || version > VERSION) {
            throw new IllegalArgumentException("its " + ModelFile.SIGNATURE + " is of version " + version
                    + ", but this convstream reads versions 1 to " + VERSION);
        }
        List<String> classes = new ArrayList<>();
        json.path("classes").forEach(name -> classes.add(name.asText()));
        JsonNode frame = json.path("framing");
        Framing framing = new Framing(
                shape(frame.path(version == 1 ? "picture" : "image")),
                frame.path(version == 1 ? "border" : "padding").asInt(),
                shape(frame.path("crop")));
        return new ModelSignature(classes, framing, json.path("normalization").asText());
    }

    /** Of the entry that earlier versions wrote, which holds the framing alone. */
    static ModelSignature ofFraming(JsonNode json) {
        Framing framing =
                new Framing(sizes(json.path("picture")), json.path("border").asInt(), sizes(json.path("crop")));
        return new ModelSignature(List.of(), framing);
    }

    private static ImageShape shape(JsonNode node) {
        return new ImageShape(
                node.path("height").asInt(),
                node.path("width").asInt(),
                node.path("channels").asInt());
    }

    private static ImageShape sizes(JsonNode node) {
        return new ImageShape(
                node.path(0).asInt(), node.path(1).asInt(), node.path(2).asInt());
    }
}
