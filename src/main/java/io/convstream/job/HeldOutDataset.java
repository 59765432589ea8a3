package io.convstream.job;

import io.convstream.evaluate.HeldOutSource;
import io.convstream.evaluate.RejectedImage;
import io.convstream.image.ImageSet;
import io.convstream.image.LabeledImages;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.HeldOutImages;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.TestTimeCrop;
import java.io.IOException;
import java.util.function.Consumer;
import org.apache.flink.annotation.PublicEvolving;

/** Held-out images, read and prepared for evaluation by center crop. */
@PublicEvolving
public record HeldOutDataset(ImageSet set, PrepareOptions options) implements HeldOutSource {

    @Override
    public LabeledImages read() throws IOException {
        return read(rejected -> {});
    }

    @Override
    public LabeledImages read(Consumer<RejectedImage> rejected) throws IOException {
        return HeldOutImages.read(set, options, TestTimeCrop.CENTER, letter -> rejected.accept(rejected(letter)));
    }

    private static RejectedImage rejected(DeadLetter letter) {
        return new RejectedImage(
                letter.reason().name(),
                letter.message(),
                letter.content(),
                letter.label(),
                letter.origin(),
                letter.sequence());
    }
}
