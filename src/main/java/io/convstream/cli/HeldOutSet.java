package io.convstream.cli;

import io.convstream.evaluate.HeldOut;
import io.convstream.evaluate.RejectedImage;
import io.convstream.image.LabelledPictures;
import io.convstream.image.PictureSet;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.HeldOutPictures;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.View;
import java.io.IOException;
import java.util.function.Consumer;

/** The held-out images of a job, prepared as evaluation sees them. */
record HeldOutSet(PictureSet set, PrepareOptions options) implements HeldOut {

    @Override
    public LabelledPictures read() throws IOException {
        return read(rejected -> {});
    }

    @Override
    public LabelledPictures read(Consumer<RejectedImage> rejected) throws IOException {
        return HeldOutPictures.read(set, options, View.CENTRE, letter -> rejected.accept(rejected(letter)));
    }

    private static RejectedImage rejected(DeadLetter letter) {
        return new RejectedImage(
                letter.reason().name(),
                letter.sentence(),
                letter.content(),
                letter.label(),
                letter.origin(),
                letter.sequence());
    }
}
