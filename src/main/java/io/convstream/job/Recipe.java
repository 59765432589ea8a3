package io.convstream.job;

import io.convstream.network.Hyperparameters;
import io.convstream.prepare.Augmentation;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/** Named set of hyperparameters, epochs, augmentation and image sizes that work well together. */
@PublicEvolving
public enum Recipe {
    /** Best precision in a few epochs. */
    FAST(20, Augmentation.LIGHT, 28, 0, 24),
    /** Best precision in 40 epochs or more. */
    THOROUGH(76, Augmentation.LIGHT, 28, 0, 24),
    /** For networks with batch normalization. */
    PRECISE(26, Augmentation.LIGHT, 32, 2, 32),
    /** For the networks air93, air94 and air95. */
    AIR(10, Augmentation.ALTERNATING, 32, 2, 32),
    /** The TensorFlow tutorial's: 100,000 steps of 128 images. */
    TUTORIAL(256, Augmentation.TUTORIAL, 32, 0, 24);

    private static final int DEFAULT_BATCH = 128;
    private static final int AIR_BATCH = 512;

    private final int epochs;
    private final Augmentation augmentation;
    private final int imageSize;
    private final int padding;
    private final int cropSize;

    Recipe(int epochs, Augmentation augmentation, int imageSize, int padding, int cropSize) {
        this.epochs = epochs;
        this.augmentation = augmentation;
        this.imageSize = imageSize;
        this.padding = padding;
        this.cropSize = cropSize;
    }

    /**
     * Returns the recipe of a name, in lower or upper case.
     *
     * @throws IllegalArgumentException if there is none, listing the names
     */
    public static Recipe parse(String name) {
        return Arrays.stream(values())
                .filter(recipe -> recipe.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no recipe " + name + "; there are " + String.join(", ", names())));
    }

    /** The recipe that suits a preset; {@link #FAST} for other networks. */
    public static Recipe forNetwork(String network) {
        return network.equals("vgg8") ? PRECISE : network.matches("air9[345]") ? AIR : FAST;
    }

    /** The names that {@link #parse} reads. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Recipe::toString).toList();
    }

    /**
     * Returns the hyperparameters for a batch size.
     *
     * @param steps length of the training; 0 if it is unbounded, which only {@link #TUTORIAL} supports
     * @throws IllegalArgumentException if the recipe's schedule needs the number of steps
     */
    public Hyperparameters hyperparameters(int batchSize, long steps) {
        return switch (this) {
            case FAST -> Hyperparameters.fast(batchSize, steps);
            case THOROUGH -> Hyperparameters.thorough(batchSize, steps);
            case PRECISE -> Hyperparameters.precise(batchSize, steps);
            case AIR -> Hyperparameters.air(batchSize, steps);
            case TUTORIAL -> Hyperparameters.tutorial(batchSize, steps);
        };
    }

    /** Images per step. */
    public int batchSize() {
        return this == AIR ? AIR_BATCH : DEFAULT_BATCH;
    }

    public int epochs() {
        return epochs;
    }

    public Augmentation augmentation() {
        return augmentation;
    }

    /** Side in pixels of the square to which an image is scaled. */
    public int imageSize() {
        return imageSize;
    }

    /** Reflect-padding width in pixels. */
    public int padding() {
        return padding;
    }

    /** Side in pixels of the square that the network sees. */
    public int cropSize() {
        return cropSize;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
