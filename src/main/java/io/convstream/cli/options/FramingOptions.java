package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.image.Framing;
import io.convstream.image.ImageShape;
import io.convstream.job.Recipe;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resolves how images are framed: by options, by the model or run that a job starts from, or by the recipe. */
final class FramingOptions {

    private FramingOptions() {}

    /**
     * Returns the framing.
     *
     * @param initial the framing of the model or run that the job starts from
     * @throws UsageException if the sizes do not fit together
     */
    static Framing of(DataArguments data, Recipe recipe, Optional<Framing> initial) {
        Framing defaults = initial.orElseGet(() -> Framing.of(recipe.imageSize(), recipe.padding(), recipe.cropSize()));
        try {
            return new Framing(
                    square(data.imageSize, defaults.image()),
                    data.padding == null ? defaults.padding() : data.padding,
                    square(data.cropSize, defaults.crop()));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--image-size, --padding, --crop-size: " + e.getMessage(), e);
        }
    }

    private static ImageShape square(@Nullable Integer side, ImageShape otherwise) {
        return side == null ? otherwise : new ImageShape(side, side, otherwise.channels());
    }
}
