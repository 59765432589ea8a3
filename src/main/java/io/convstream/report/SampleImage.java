package io.convstream.report;

import io.convstream.image.ImageSet;
import io.convstream.image.Png;
import io.convstream.ingest.EpochSource;
import io.convstream.prepare.ImagePreparer;
import io.convstream.prepare.PrepareOptions;
import java.io.IOException;
import java.util.List;

/** A training image as the network's input: augmented and standardized, rescaled to be visible. */
record SampleImage(String image, String label) {

    private static final int COUNT = 24;

    /** Returns the first training images, without those that cannot be read. */
    static List<SampleImage> of(ImageSet set, PrepareOptions options) throws IOException {
        try (ImagePreparer preparer = ImagePreparer.forTraining(options)) {
            return EpochSource.first(set, options.seed(), COUNT).stream()
                    .flatMap(record -> preparer.prepare(record).stream())
                    .map(image -> new SampleImage(
                            DataUri.of(
                                    Png.scaled(image.input(), options.framing().crop())),
                            set.classNames().get(image.label())))
                    .toList();
        }
    }
}
