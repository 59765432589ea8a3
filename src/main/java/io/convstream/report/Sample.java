package io.convstream.report;

import io.convstream.image.PictureSet;
import io.convstream.ingest.EpochSource;
import io.convstream.prepare.PictureViewer;
import io.convstream.prepare.PrepareOptions;
import io.convstream.publish.Png;
import java.io.IOException;
import java.util.List;

/** A training picture as the network saw it: cropped, mirrored, standardised, made visible again. */
record Sample(String picture, String label) {

    private static final int COUNT = 24;

    /** The first pictures of a training, but for those that cannot be read. */
    static List<Sample> of(PictureSet set, PrepareOptions options) throws IOException {
        try (PictureViewer viewer = PictureViewer.ofTraining(options)) {
            return EpochSource.first(set, options.seed(), COUNT).stream()
                    .flatMap(record -> viewer.view(record).stream())
                    .map(picture -> new Sample(
                            PictureUri.of(Png.visible(
                                    picture.seen(), options.framing().crop())),
                            set.classNames().get(picture.label())))
                    .toList();
        }
    }
}
