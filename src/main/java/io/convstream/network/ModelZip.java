package io.convstream.network;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Entries of a model file, read within bounds regardless of the sizes that its headers claim. */
final class ModelZip implements AutoCloseable {

    private static final int MAX_JSON_BYTES = 8 << 20;
    private static final int MAX_JSON_DEPTH = 100;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final int HEAD_BYTES = 512;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ADVICE = "; give a model file of a run, or a DL4J zip";

    private final ZipFile zip;

    private ModelZip(ZipFile zip) {
        this.zip = zip;
    }

    /** @throws IOException if it is not a ZIP file, naming what it is */
    static ModelZip open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder: name a file in it");
        }
        if (!Files.exists(file)) {
            throw new IOException("there is no such file" + ADVICE);
        }
        if (!Files.isReadable(file)) {
            throw new IOException("its permissions do not allow reading it");
        }
        try {
            return new ModelZip(new ZipFile(file.toFile()));
        } catch (ZipException e) {
            throw new IOException(describe(file), e);
        }
    }

    /** Describes a file that is not a ZIP file. */
    private static String describe(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        if (head.length == 0) {
            return "it is empty" + ADVICE;
        } else if (startsWith(head, 'P', 'K', 3, 4)) {
            return "it is a zip file that is cut off or damaged (" + Files.size(file) + " bytes): copy it again";
        } else if (startsWith(head, 0x89, 'H', 'D', 'F')) {
            return "it is an HDF5 file, as Keras writes it: import it with DL4J's KerasModelImport, then save it with"
                    + " its ModelSerializer";
        }
        String text = new String(head, StandardCharsets.UTF_8);
        boolean isText = text.codePoints().limit(HEAD_BYTES / 2).noneMatch(c -> c < ' ' && !Character.isWhitespace(c));
        return isText && !text.startsWith("\uFFFD") ? "it is a text file" + ADVICE : "it is no zip file" + ADVICE;
    }

    private static boolean startsWith(byte[] head, int... magic) {
        return IntStream.range(0, magic.length).allMatch(i -> i < head.length && head[i] == (byte) magic[i]);
    }

    boolean has(String name) {
        return zip.getEntry(name) != null;
    }

    /** @throws IllegalArgumentException if the entry exceeds the limits of size or depth */
    JsonNode json(String name) throws IOException {
        return JSON.readTree(text(name));
    }

    /** The unparsed text of a JSON entry, checked as by {@link #json}. */
    String text(String name) throws IOException {
        byte[] content;
        try (InputStream in = open(name)) {
            content = in.readNBytes(MAX_JSON_BYTES + 1);
        }
        if (content.length > MAX_JSON_BYTES) {
            throw new IllegalArgumentException("its " + name + " has more than " + MAX_JSON_BYTES + " bytes");
        }
        checkTokens(name, content);
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Deep nesting overflows a parser's stack; parsing a number takes time quadratic in its digits. */
    private static void checkTokens(String name, byte[] content) throws IOException {
        int depth = 0;
        try (JsonParser parser = JSON.getFactory().createParser(content)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > MAX_JSON_DEPTH || (token.isNumeric() && parser.getTextLength() > MAX_NUMBER_LENGTH)) {
                    throw new IllegalArgumentException(
                            "its " + name + " is nested too deep or has a number that is too long");
                }
            }
        }
    }

    DataInputStream data(String name) throws IOException {
        return new DataInputStream(new BufferedInputStream(open(name)));
    }

    private InputStream open(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            List<String> names = zip.stream().limit(6).map(ZipEntry::getName).toList();
            throw new IOException("it is a zip file without " + name + "; it holds "
                    + (names.isEmpty() ? "nothing" : String.join(", ", names))
                    + (zip.size() > names.size() ? ", …" : ""));
        }
        return zip.getInputStream(entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
