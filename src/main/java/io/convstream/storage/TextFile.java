package io.convstream.storage;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reader of text files that users write: class names, networks, options. */
public final class TextFile {

    private static final int MAX_BYTES = 16 << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /**
     * Reads a UTF-8 file of at most 16 MiB, with or without a byte order mark.
     *
     * @throws IOException if the file cannot be read, is too long or is not UTF-8
     */
    public static String read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(file));
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
        text.flip();
        if (result.isError()) {
            long line = 1 + text.chars().filter(c -> c == '\n').count();
            throw new IOException(file + " is not UTF-8 text (line " + line + "): save it as UTF-8, for instance with"
                    + " iconv -f latin1 -t utf-8");
        }
        String read = text.toString();
        return read.startsWith(BYTE_ORDER_MARK) ? read.substring(1) : read;
    }

    private static byte[] bytes(Path file) throws IOException {
        try {
            if (Files.size(file) <= MAX_BYTES) {
                return Files.readAllBytes(file);
            }
        } catch (IOException e) {
            throw new IOException(
                    "cannot read " + file + ": check that it is a file and its permissions (" + Reason.of(e) + ")", e);
        }
        throw new IOException(
                file + " has more than " + MAX_BYTES + " bytes, too many for a text file: name another file");
    }
}
