package io.convstream.prepare;

import io.convstream.image.RawRecord;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.util.Optional;

/** Shows records one by one as {@link PrepareFunction} would prepare them; for one thread. */
public final class PreparationPreview implements AutoCloseable {

    private final RecordDecoder decoder;
    private final Augmenter augmenter;

    /** A viewer of images as training sees them. */
    public static PreparationPreview ofTraining(PrepareOptions options) {
        return new PreparationPreview(options);
    }

    /** A viewer of images as evaluation sees them. */
    public static PreparationPreview ofEvaluation(PrepareOptions options) {
        return new PreparationPreview(options.unaugmented());
    }

    private PreparationPreview(PrepareOptions options) {
        decoder = new RecordDecoder(options.framing().image(), options.classes());
        augmenter = new Augmenter(options);
    }

    /** The image of a record; empty where it cannot be read. */
    public Optional<PreparedImage> view(RawRecord record) {
        try {
            RecordDecoder.Image image = decoder.decode(record);
            float[] seen = augmenter.augment(image.pixels(), record.sequence());
            return Optional.of(new PreparedImage(image.label(), image.pixels().clone(), seen));
        } catch (BadRecordException bad) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
