package io.convstream.prepare;

import io.convstream.image.RawRecord;
import java.util.Optional;

/** Shows records one by one as {@link PrepareFunction} would prepare them; for one thread. */
public final class PictureViewer implements AutoCloseable {

    private final Decoder decoder;
    private final Distorter distorter;

    /** A viewer of pictures as training sees them. */
    public static PictureViewer ofTraining(PrepareOptions options) {
        return new PictureViewer(options);
    }

    /** A viewer of pictures as evaluation sees them. */
    public static PictureViewer ofEvaluation(PrepareOptions options) {
        return new PictureViewer(options.undistorted());
    }

    private PictureViewer(PrepareOptions options) {
        decoder = new Decoder(options);
        distorter = new Distorter(options);
    }

    /** The picture of a record; empty where it cannot be read. */
    public Optional<SeenPicture> view(RawRecord record) {
        try {
            Decoder.Picture picture = decoder.decode(record);
            float[] seen = distorter.distort(picture.pixels(), record.sequence());
            return Optional.of(new SeenPicture(picture.label(), picture.pixels().clone(), seen));
        } catch (BadRecordException bad) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        decoder.close();
    }
}
