package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Generator of corrupt records, of each kind in turn, for {@code feed --corrupt}. */
public final class CorruptRecords {

    private static final Origin NOWHERE = new Origin("generated corrupt record", -1, -1, -1);
    private static final int NO_CLASS = 250;
    /** Offset of the PNG header chunk's type; width, height, five more bytes and the checksum follow. */
    private static final int HEADER = 12;

    private int count;

    /** Returns the next corrupt record, based on a valid one. */
    public ImageSet.Entry next(ImageSet.Entry valid) throws IOException {
        byte[] content = valid.content();
        return switch (count++ % 5) {
            case 0 -> corrupt(new byte[0]);
            case 1 -> corrupt(Arrays.copyOf(content, content.length / 2));
            case 2 -> unknownLabel(content);
            case 3 -> corrupt("no image at all".repeat(100).getBytes(StandardCharsets.UTF_8));
            default -> corrupt(decompressionBomb());
        };
    }

    private static ImageSet.Entry unknownLabel(byte[] content) {
        return new ImageSet.Entry(
                RecordFormat.PLANES, Arrays.copyOf(content, CifarFiles.RECORD_BYTES - 1), NO_CLASS, NOWHERE);
    }

    /** Returns a PNG file whose header claims 60,000x60,000 pixels. */
    private static byte[] decompressionBomb() throws IOException {
        var file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png", file);
        byte[] png = file.toByteArray();
        ByteBuffer.wrap(png).putInt(HEADER + 4, 60_000).putInt(HEADER + 8, 60_000);
        var checksum = new CRC32();
        checksum.update(png, HEADER, 17);
        ByteBuffer.wrap(png).putInt(HEADER + 17, (int) checksum.getValue());
        return png;
    }

    private static ImageSet.Entry corrupt(byte[] content) {
        return new ImageSet.Entry(RecordFormat.ENCODED, content, 0, NOWHERE);
    }
}
