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

/** The entries of a model file, each read within bounds, whatever its header claims. */
final class ModelZip implements AutoCloseable {

    private static final int LARGEST_JSON = 8 << 20;
    private static final int DEEPEST_JSON = 100;
    private static final int LONGEST_NUMBER = 100;
    private static final int HEAD = 512;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ADVICE = "; give best.zip or newest.zip of a run, or a DL4J zip";

    private final ZipFile zip;

    private ModelZip(ZipFile zip) {
        this.zip = zip;
    }

    /** @throws IOException saying what the file is instead */
    static ModelZip open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder: name a file in it, such as best.zip");
        }
        if (!Files.exists(file)) {
            throw new IOException("there is no such file" + ADVICE);
        }
        if (!Files.isReadable(file)) {
            throw new IOException("its permissions do not allow to read it");
        }
        try {
            return new ModelZip(new ZipFile(file.toFile()));
        } catch (ZipException e) {
            throw new IOException(found(file), e);
        }
    }

    /** What a file is that is no zip file. */
    private static String found(Path file) throws IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(HEAD);
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
        boolean isText = text.codePoints().limit(HEAD / 2).noneMatch(c -> c < ' ' && !Character.isWhitespace(c));
        return isText && !text.startsWith("\uFFFD") ? "it is a text file" + ADVICE : "it is no zip file" + ADVICE;
    }

    private static boolean startsWith(byte[] head, int... magic) {
        return IntStream.range(0, magic.length).allMatch(i -> i < head.length && head[i] == (byte) magic[i]);
    }

    boolean has(String name) {
        return zip.getEntry(name) != null;
    }

    /** @throws IllegalArgumentException if the entry is larger or nested deeper than any of a model */
    JsonNode json(String name) throws IOException {
        return JSON.readTree(text(name));
    }

    /** An entry that is JSON, as it is. */
    String text(String name) throws IOException {
        byte[] content;
        try (InputStream in = open(name)) {
            content = in.readNBytes(LARGEST_JSON + 1);
        }
        if (content.length > LARGEST_JSON) {
            throw new IllegalArgumentException("its " + name + " has more than " + LARGEST_JSON + " bytes");
        }
        checkTokens(name, content);
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Deep nesting overflows the stack of who reads it; to make a number of many digits takes the square of them. */
    private static void checkTokens(String name, byte[] content) throws IOException {
        int depth = 0;
        try (JsonParser parser = JSON.getFactory().createParser(content)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST_JSON || (token.isNumeric() && parser.getTextLength() > LONGEST_NUMBER)) {
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
