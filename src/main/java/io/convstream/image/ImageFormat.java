package io.convstream.image;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The image file formats that can be decoded. Folders are searched for files by name suffix; a file is decoded by its
 * first bytes, whatever its name.
 */
public enum ImageFormat {
    JPEG(Set.of("jpg", "jpeg", "jpe", "jfif"), "FFD8FF"),
    PNG(Set.of("png"), "89504E470D0A1A0A"),
    GIF(Set.of("gif"), "474946383761", "474946383961"),
    BMP(Set.of("bmp", "dib"), "424D");

    /** Sizes of the second BMP header, all versions; checked because two magic letters also begin texts. */
    private static final Set<Integer> BMP_HEADERS = Set.of(12, 40, 52, 56, 64, 108, 124);

    private static final int BMP_FILE_HEADER_SIZE = 14;

    @SuppressWarnings("ImmutableEnumChecker") // created by Set.of
    private final Set<String> suffixes;

    @SuppressWarnings("ImmutableEnumChecker") // never modified
    private final List<byte[]> magics;

    ImageFormat(Set<String> suffixes, String... magics) {
        this.suffixes = suffixes;
        this.magics = Stream.of(magics).map(HexFormat.of()::parseHex).toList();
    }

    /** Returns the format of a file's content; empty if it is none of these. */
    public static Optional<ImageFormat> of(byte[] content) {
        return Stream.of(values()).filter(format -> format.matches(content)).findFirst();
    }

    /** Returns the file name suffixes of all formats, in lower case, without the dot. */
    public static SortedSet<String> suffixes() {
        var all = new TreeSet<String>();
        for (ImageFormat format : values()) {
            all.addAll(format.suffixes);
        }
        return all;
    }

    /** Whether a file name has the suffix of one of these formats, in upper or lower case. */
    public static boolean isImageName(String fileName) {
        String suffix = suffix(fileName);
        return Stream.of(values()).anyMatch(format -> format.suffixes.contains(suffix));
    }

    /** Returns what follows the last dot of a file name, in lower case; empty if there is no dot. */
    public static String suffix(String fileName) {
        int dot = fileName.lastIndexOf('.');
        return dot < 0 ? "" : fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private boolean matches(byte[] content) {
        return magics.stream().anyMatch(magic -> startsWith(content, magic))
                && (this != BMP || BMP_HEADERS.contains(littleEndian(content, BMP_FILE_HEADER_SIZE)));
    }

    private static boolean startsWith(byte[] content, byte[] magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= content.length || content[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static int littleEndian(byte[] content, int offset) {
        return content.length < offset + Integer.BYTES
                ? -1
                : (content[offset] & 0xFF)
                        | ((content[offset + 1] & 0xFF) << 8)
                        | ((content[offset + 2] & 0xFF) << 16)
                        | (content[offset + 3] << 24);
    }
}
