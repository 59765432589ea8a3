package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import io.convstream.storage.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Fingerprint of an image set, independent of its location: a hash of its size, class names and a sample of its images. */
public final class ImageSetFingerprint {

    private static final int SAMPLE = 16;

    private ImageSetFingerprint() {}

    /**
     * Computes the fingerprint: {@code sha256:} and 64 hexadecimal digits.
     *
     * @throws IOException if the set cannot be opened
     */
    public static String of(ImageSet set) throws IOException {
        MessageDigest hash = Sha256.digest();
        hash.update(ByteBuffer.allocate(Long.BYTES).putLong(0, set.size()));
        set.classNames().forEach(name -> hash.update((name + "\n").getBytes(StandardCharsets.UTF_8)));
        try (ImageSet.Reader reader = set.open()) {
            long sample = Math.min(SAMPLE, set.size());
            for (int i = 0; i < sample; i++) {
                add(hash, reader, i * set.size() / sample);
            }
        }
        return "sha256:" + HexFormat.of().formatHex(hash.digest());
    }

    private static void add(MessageDigest hash, ImageSet.Reader reader, long position) {
        try {
            ImageSet.Entry entry = reader.read(position);
            hash.update(entry.content());
            hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, entry.label()));
        } catch (IOException e) {
            hash.update((byte) 0); // an unreadable image must not fail the others
        }
    }
}
