package io.convstream.prepare;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One image file as a network sees it. */
public final class PreparedFile {

    private PreparedFile() {}

    /** What decodes image files: bits of JPEG may depend on it. */
    public static String decoder() {
        return "ImageIO of " + System.getProperty("java.vendor") + ", Java " + Runtime.version();
    }

    /**
     * Reads and prepares an image as evaluation does.
     *
     * @return standardized values as {@code [height, width, channels]}
     * @throws IOException with the path and the reason, where it cannot be read
     */
    public static float[] read(Path file, PrepareOptions options) throws IOException {
        RawRecord record =
                new RawRecord(0, 0, RecordFormat.ENCODED, content(file), 0, new Origin(file.toString(), -1, 0, -1));
        try (RecordDecoder decoder = new RecordDecoder(options.framing().image(), options.classes())) {
            RecordDecoder.Image image = decoder.decode(record);
            return new Augmenter(options).augment(image.pixels(), 0);
        } catch (BadRecordException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] content(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": there is no such file");
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": this is a folder; name the image files in it");
        }
        try (InputStream in = Files.newInputStream(file)) {
            // The decoder refuses what is longer.
            return in.readNBytes(RecordDecoder.LARGEST_CONTENT + 1);
        } catch (IOException e) {
            throw new IOException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
