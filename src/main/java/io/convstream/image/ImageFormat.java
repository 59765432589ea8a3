package io.convstream.image;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The formats of image files that can be decoded; a file's first bytes identify it, never its name. */
public enum ImageFormat {
    JPEG("FFD8FF"),
    PNG("89504E470D0A1A0A"),
    GIF("474946383761", "474946383961"),
    BMP("424D");

    /** Sizes of the header behind a BMP file's 14 first bytes, in all versions; two letters alone are too little. */
    private static final Set<Integer> BMP_HEADERS = Set.of(12, 40, 52, 56, 64, 108, 124);

    private static final int BMP_HEADER_SIZE = 14;

    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes them.
    private final List<byte[]> magics;

    ImageFormat(String... magics) {
        this.magics = Stream.of(magics).map(HexFormat.of()::parseHex).toList();
    }

    /** The format of a file's content; empty if it is none of these. */
    public static Optional<ImageFormat> of(byte[] content) {
        return Stream.of(values()).filter(format -> format.matches(content)).findFirst();
    }

    private boolean matches(byte[] content) {
        return magics.stream().anyMatch(magic -> startsWith(content, magic))
                && (this != BMP || BMP_HEADERS.contains(littleEndian(content, BMP_HEADER_SIZE)));
    }

    private static boolean startsWith(byte[] content, byte[] magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= content.length || content[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static int littleEndian(byte[] content, int at) {
        return content.length < at + Integer.BYTES
                ? -1
                : (content[at] & 0xFF)
                        | ((content[at + 1] & 0xFF) << 8)
                        | ((content[at + 2] & 0xFF) << 16)
                        | (content[at + 3] << 24);
    }
}
