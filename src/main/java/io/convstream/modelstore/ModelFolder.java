package io.convstream.modelstore;

import io.convstream.event.JsonLines;
import io.convstream.event.StoredModel;
import io.convstream.network.ModelSignature;
import io.convstream.storage.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One model's folder: {@code newest.zip}, {@code best.zip} and {@code manifest.json}, which tells what they hold. Each
 * is always whole. The manifest is written last: after a crash in between, its hash of a file does not fit, and keeping
 * the same model again mends it.
 */
public final class ModelFolder {

    private static final int VERSION = 2;
    private static final String MANIFEST = "manifest.json";

    private final Path folder;
    private final Path newest;
    private final Path best;
    private final Path manifestFile;
    private final Map<String, String> options;
    private final ModelSignature signature;
    private final String evaluatedOn;
    private @Nullable Manifest manifest;

    /**
     * Opens a folder, which need not exist yet, and goes on with what it holds.
     *
     * @param options those of the job, for the manifest
     * @param signature of all models in it, for the manifest
     * @param evaluatedOn on which images precision is measured
     * @throws IOException with the path, where the folder cannot be made or its manifest cannot be read
     */
    public ModelFolder(Path folder, Map<String, String> options, ModelSignature signature, String evaluatedOn)
            throws IOException {
        this.folder = Files.createDirectories(folder);
        this.options = new TreeMap<>(options);
        this.signature = signature;
        this.evaluatedOn = evaluatedOn;
        newest = folder.resolve("newest.zip");
        best = folder.resolve("best.zip");
        manifestFile = folder.resolve(MANIFEST);
        manifest = manifest(folder).orElse(null);
    }

    /**
     * What a folder holds; empty where no model was kept in it yet.
     *
     * @throws IOException with the path, where its manifest cannot be read
     */
    public static Optional<Manifest> manifest(Path folder) throws IOException {
        Path file = folder.resolve(MANIFEST);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /**
     * Keeps a model where it is newer than the newest, and as the best where its precision is higher than the best's;
     * of equally good models the first stays. A model that is older or already kept changes nothing, so evaluations may
     * be repeated after a failure.
     *
     * @param zip called at most once
     * @return whether anything was written
     * @throws IOException where it cannot be written; the files that were not replaced by then stay whole
     */
    public boolean keep(StoredModel model, ZipWriter zip) throws IOException {
        Manifest before = manifest;
        if (before != null && (model.step() < before.newest().model().step() || holds(before, model))) {
            return false;
        }
        try {
            AtomicFile.replace(newest, zip::writeTo);
            var entry = new Manifest.Entry(model, sha256(newest));
            var after = new Manifest(VERSION, entry, bestOf(before, entry), options, evaluatedOn, signature);
            if (after.best().equals(entry)) {
                AtomicFile.replace(best, path -> Files.copy(newest, path));
            }
            AtomicFile.replace(manifestFile, path -> Files.writeString(path, json(after)));
            manifest = after;
            return true;
        } catch (IOException e) {
            throw new IOException(
                    "cannot keep the model of step " + model.step() + " in " + folder
                            + " (is it full or read-only?); what it held is still whole",
                    e);
        }
    }

    /** The file that holds the newest model. */
    public Path newest() {
        return newest;
    }

    /** What the newest model's entry says, where it is this model: it was kept now, or before a failure. */
    public Optional<Manifest> holding(StoredModel model) {
        return Optional.ofNullable(manifest)
                .filter(held -> held.newest().model().equals(model));
    }

    private Manifest.Entry bestOf(@Nullable Manifest before, Manifest.Entry entry) {
        // Precisions on other images do not compare.
        if (before == null
                || (before.evaluatedOn() != null && !before.evaluatedOn().equals(evaluatedOn))) {
            return entry;
        }
        StoredModel best = before.best().model();
        boolean isBest = best.equals(entry.model()) || entry.model().precision() > best.precision();
        return isBest ? entry : before.best();
    }

    private boolean holds(Manifest manifest, StoredModel model) throws IOException {
        return manifest.newest().model().equals(model)
                && isWhole(newest, manifest.newest())
                && isWhole(best, manifest.best());
    }

    private static boolean isWhole(Path file, Manifest.Entry entry) throws IOException {
        return Files.exists(file) && sha256(file).equals(entry.fileSha256());
    }

    private static Manifest read(Path file) throws IOException {
        try {
            return JsonLines.MAPPER.readValue(file.toFile(), Manifest.class);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": move it away, or name another model folder", e);
        }
    }

    private static String json(Manifest manifest) throws IOException {
        return JsonLines.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n";
    }

    private static String sha256(Path file) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
