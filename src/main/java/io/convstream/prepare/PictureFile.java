package io.convstream.prepare;

import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One JPEG or PNG file as a network sees it. */
public final class PictureFile {

    private PictureFile() {}

    /**
     * Reads and prepares a picture as evaluation does.
     *
     * @return standardised values as {@code [height, width, channels]}
     * @throws IOException with the path and the reason, where it cannot be read
     */
    public static float[] read(Path file, PrepareOptions options) throws IOException {
        RawRecord record = new RawRecord(
                0, 0, RecordFormat.ENCODED, Files.readAllBytes(file), 0, new Origin(file.toString(), -1, 0, -1));
        try (Decoder decoder = new Decoder(options)) {
            Decoder.Picture picture = decoder.decode(record);
            return new Distorter(options).distort(picture.pixels(), 0);
        } catch (BadRecordException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
