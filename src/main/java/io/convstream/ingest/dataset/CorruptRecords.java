package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Makes records that can't be used, of every kind in turn, for whoever wants to see dead letters at work. */
public final class CorruptRecords {

    private static final Origin NOWHERE = new Origin("made broken", -1, -1, -1);
    private static final int NO_CLASS = 250;
    /** Where a PNG file's header begins with its type; width, height and five bytes more follow, then a checksum. */
    private static final int HEADER = 12;

    private int made;

    /** The next one, made from a good image. */
    public ImageSet.Entry next(ImageSet.Entry good) throws IOException {
        byte[] content = good.content();
        return switch (made++ % 5) {
            case 0 -> broken(new byte[0]);
            case 1 -> broken(Arrays.copyOf(content, content.length / 2));
            case 2 -> otherClass(content);
            case 3 -> broken("no image at all".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            default -> broken(bomb());
        };
    }

    private static ImageSet.Entry otherClass(byte[] content) {
        return new ImageSet.Entry(
                RecordFormat.PLANES, Arrays.copyOf(content, CifarFiles.RECORD_BYTES - 1), NO_CLASS, NOWHERE);
    }

    /** A PNG file whose header claims more pixels than anybody has memory for. */
    private static byte[] bomb() throws IOException {
        var file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png", file);
        byte[] png = file.toByteArray();
        ByteBuffer.wrap(png).putInt(HEADER + 4, 60_000).putInt(HEADER + 8, 60_000);
        var checksum = new CRC32();
        checksum.update(png, HEADER, 17);
        ByteBuffer.wrap(png).putInt(HEADER + 17, (int) checksum.getValue());
        return png;
    }

    private static ImageSet.Entry broken(byte[] content) {
        return new ImageSet.Entry(RecordFormat.ENCODED, content, 0, NOWHERE);
    }
}
