package io.convstream.bench;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** A preset that all libraries compute. The layers repeat the preset's, because other libraries cannot read it. */
enum Network {
    CIFAR10(24, "the tutorial's network"),
    VGG8(32, "seven convolutions of 3 x 3 with batch normalization"),
    AIR94(32, "airbench's, with batch normalization and GELU");

    private static final double VGG8_EPSILON = 1e-5;
    private static final double VGG8_DECAY = 0.9;
    private static final double AIR94_EPSILON = 1e-12;
    private static final double AIR94_DECAY = 0.6;

    private final int size;
    private final String description;

    Network(int size, String description) {
        this.size = size;
        this.description = description;
    }

    /** Height and width of an image. */
    int size() {
        return size;
    }

    /** Name of the preset. */
    String preset() {
        return name().toLowerCase(Locale.ROOT);
    }

    String description() {
        return preset() + ", " + description;
    }

    /** Whether the images of a batch depend on each other in training. */
    boolean normalizesBatches() {
        return this != CIFAR10;
    }

    /** Draws the layers up to the logits. */
    List<Layer> layers(Random random) {
        var layers = new LayerList(random, size, Problem.CHANNELS);
        return switch (this) {
            case CIFAR10 -> cifar10(layers);
            case VGG8 -> vgg8(layers);
            case AIR94 -> air94(layers);
        };
    }

    private static List<Layer> cifar10(LayerList layers) {
        layers.convolution(5, 64, true).relu().maxPooling(3, 2, true);
        layers.responseNormalization(4, 0.001 / 9, 0.75);
        layers.convolution(5, 64, true).relu();
        layers.responseNormalization(4, 0.001 / 9, 0.75).maxPooling(3, 2, true);
        layers.dense(384, true).relu();
        layers.dense(192, true).relu();
        return layers.dense(Problem.CLASSES, true).build();
    }

    private static List<Layer> vgg8(LayerList layers) {
        layers.convolution(3, 32, false)
                .batchNormalization(VGG8_EPSILON, VGG8_DECAY)
                .relu();
        for (int channels : new int[] {64, 128, 256}) {
            layers.convolution(3, channels, false)
                    .maxPooling(2, 2, false)
                    .batchNormalization(VGG8_EPSILON, VGG8_DECAY)
                    .relu();
            layers.convolution(3, channels, false)
                    .batchNormalization(VGG8_EPSILON, VGG8_DECAY)
                    .relu();
        }
        return layers.globalMaxPooling().dense(Problem.CLASSES, true).build();
    }

    private static List<Layer> air94(LayerList layers) {
        layers.frozenConvolution(2, 24).gelu();
        for (int channels : new int[] {64, 256, 256}) {
            layers.convolution(3, channels, false)
                    .maxPooling(2, 2, false)
                    .batchNormalization(AIR94_EPSILON, AIR94_DECAY)
                    .gelu();
            layers.convolution(3, channels, false)
                    .batchNormalization(AIR94_EPSILON, AIR94_DECAY)
                    .gelu();
        }
        return layers.globalMaxPooling()
                .division(9)
                .dense(Problem.CLASSES, false)
                .build();
    }
}
