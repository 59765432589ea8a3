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
 * The folder of one model: {@code newest.zip}, {@code best.zip} and {@code manifest.json}, which describes them. Files
 * are replaced atomically, the manifest last. After a crash in between, its hash does not match the file; storing the
 * same model again repairs that.
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
     * Opens a folder with its content, or creates it.
     *
     * @param options the job's options, for the manifest
     * @param signature of the models, for the manifest
     * @param evaluatedOn the images on which precision is measured
     * @throws IOException with the path, if the folder cannot be created or its manifest cannot be read
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
     * Returns a folder's manifest; empty if it holds no model.
     *
     * @throws IOException with the path, if the manifest cannot be read
     */
    public static Optional<Manifest> manifest(Path folder) throws IOException {
        Path file = folder.resolve(MANIFEST);
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /**
     * Stores a model as the newest, and also as the best if its precision is higher than the best model's. Ignores a
     * model that is older than the newest or already stored, so evaluations may be repeated after a failure.
     *
     * @param zip called at most once
     * @return whether anything was written
     * @throws IOException if a file cannot be written; each file is then either the old or the new one
     */
    public boolean store(StoredModel model, ZipWriter zip) throws IOException {
        Manifest before = manifest;
        if (before != null && (model.step() < before.newest().model().step() || isStored(before, model))) {
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
                    "cannot store the model of step " + model.step() + " in " + folder
                            + " (is it full or read-only?); its files are intact",
                    e);
        }
    }

    /** Returns the path of the newest model. */
    public Path newest() {
        return newest;
    }

    /** Returns the manifest if its newest model is this one, whether stored now or before a failure. */
    public Optional<Manifest> manifestOf(StoredModel model) {
        return Optional.ofNullable(manifest)
                .filter(current -> current.newest().model().equals(model));
    }

    private Manifest.Entry bestOf(@Nullable Manifest before, Manifest.Entry entry) {
        // Precisions on different images are not comparable.
        if (before == null
                || (before.evaluatedOn() != null && !before.evaluatedOn().equals(evaluatedOn))) {
            return entry;
        }
        StoredModel best = before.best().model();
        boolean isBest = best.equals(entry.model()) || entry.model().precision() > best.precision();
        return isBest ? entry : before.best();
    }

    private boolean isStored(Manifest manifest, StoredModel model) throws IOException {
        return manifest.newest().model().equals(model)
                && matches(newest, manifest.newest())
                && matches(best, manifest.best());
    }

    private static boolean matches(Path file, Manifest.Entry entry) throws IOException {
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
