package io.convstream.ingest;

import io.convstream.image.Origin;
import io.convstream.image.PictureSet;
import io.convstream.image.RecordFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;

/** Makes records that can't be used, of every kind in turn, for whoever wants to see dead letters at work. */
public final class BrokenRecords {

    private static final Origin NOWHERE = new Origin("made broken", -1, -1, -1);
    private static final int NO_CLASS = 250;

    private int made;

    /** The next one, made from a good picture. */
    public PictureSet.Entry next(PictureSet.Entry good) throws IOException {
        byte[] content = good.content();
        return switch (made++ % 5) {
            case 0 -> broken(new byte[0]);
            case 1 -> broken(Arrays.copyOf(content, content.length / 2));
            case 2 -> otherClass(content);
            case 3 -> broken("no picture at all".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            default -> broken(FeedFormat.encoded(new BufferedImage(7, 9, BufferedImage.TYPE_INT_RGB), "png"));
        };
    }

    private static PictureSet.Entry otherClass(byte[] content) {
        return new PictureSet.Entry(
                RecordFormat.PLANES, Arrays.copyOf(content, CifarFiles.RECORD_BYTES - 1), NO_CLASS, NOWHERE);
    }

    private static PictureSet.Entry broken(byte[] content) {
        return new PictureSet.Entry(RecordFormat.ENCODED, content, 0, NOWHERE);
    }
}
