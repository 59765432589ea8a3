package io.convstream.ingest.download;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Archive formats that can be unpacked, recognized by the first bytes of a file. */
public enum ArchiveFormat {
    TAR,
    TAR_GZ,
    TAR_BZ2,
    ZIP;

    /** The formats, as messages list them. */
    public static final String NAMES = ".tar, .tar.gz, .tar.bz2 or .zip";

    private static final Pattern SUFFIX =
            Pattern.compile("\\.(tar|tar\\.gz|tgz|tar\\.bz2|tbz2?|zip)$", Pattern.CASE_INSENSITIVE);

    private static final int TAR_MAGIC_OFFSET = 257;

    private static final Map<String, ArchiveFormat> MAGICS =
            Map.of("1f8b", TAR_GZ, "425a68", TAR_BZ2, "504b0304", ZIP, "504b0506", ZIP);

    private static final Map<String, String> UNSUPPORTED = Map.of(
            "fd377a585a00", "an xz file",
            "28b52ffd", "a Zstandard file",
            "377abcaf271c", "a 7z archive",
            "526172211a07", "a RAR archive");

    /**
     * Returns the format of a file.
     *
     * @throws IOException if the file cannot be read or is no archive of these formats
     */
    public static ArchiveFormat of(Path file) throws IOException {
        byte[] start = start(file);
        if (start.length == 0) {
            throw new IOException(file + " is empty: download it again");
        }
        String hex = HexFormat.of().formatHex(start);
        for (Map.Entry<String, ArchiveFormat> magic : MAGICS.entrySet()) {
            if (hex.startsWith(magic.getKey())) {
                return magic.getValue();
            }
        }
        boolean ustar = hex.startsWith(
                HexFormat.of().formatHex("ustar".getBytes(StandardCharsets.US_ASCII)), 2 * TAR_MAGIC_OFFSET);
        if (ustar || file.toString().toLowerCase(Locale.ROOT).endsWith(".tar")) {
            return TAR;
        }
        String kind = UNSUPPORTED.entrySet().stream()
                .filter(magic -> hex.startsWith(magic.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("a file, but no archive of images");
        throw new IOException(file + " is " + kind + ": give a folder, or a " + NAMES + " file");
    }

    /** Returns the folder that an archive is unpacked into: next to it, under its name without suffix. */
    public static Path folder(Path file) {
        String name = String.valueOf(file.getFileName());
        String bare = SUFFIX.matcher(name).replaceFirst("");
        return file.resolveSibling(bare.equals(name) || bare.isEmpty() ? name + ".unpacked" : bare);
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(512);
        } catch (IOException e) {
            throw new IOException(
                    "cannot read " + file + ": check that it is a file and its permissions (" + Reason.of(e) + ")", e);
        }
    }
}
