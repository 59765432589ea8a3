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
 * Input and outputs of a model, which DL4J does not store.
 *
 * @param classes names of the outputs, in order; empty if unknown
 * @param framing the part of an image that the network sees
 * @param normalization of the pixels before the network: {@value #PER_IMAGE}
 */
@PublicEvolving
public record ModelSignature(List<String> classes, Framing framing, String normalization) {

    /**
     * RGB values from 0 to 255, minus the mean of all values of the image, divided by their standard deviation or
     * 1/√values, whichever is larger.
     */
    public static final String PER_IMAGE = "per-image-standardization";

    /** More than any camera produces; bounds the memory that a file can claim. */
    private static final int MAX_VALUES = 1 << 28;

    private static final int VERSION = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    public ModelSignature {
        classes = new ClassNames("the model", classes, true).names();
        if (classes.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("class " + classes.indexOf("") + " has a blank name");
        }
        if (framing.padded().size() > MAX_VALUES) {
            throw new IllegalArgumentException(
                    "images of " + framing.padded() + " have more values than the " + MAX_VALUES + " that are allowed");
        }
        if (!normalization.equals(PER_IMAGE)) {
            throw new IllegalArgumentException(
                    "its images are normalized by \"" + normalization + "\", but convstream knows only " + PER_IMAGE);
        }
    }

    /** Signature of a model that convstream trains. */
    public ModelSignature(List<String> classes, Framing framing) {
        this(classes, framing, PER_IMAGE);
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

    /** @throws IllegalArgumentException if the version or a value is not supported */
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

    /** Reads the entry of the first version, which holds only the framing. */
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
