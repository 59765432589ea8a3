package io.convstream.modelstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.convstream.event.JsonFile;
import io.convstream.event.StoredModel;
import io.convstream.failure.Reason;
import io.convstream.network.ModelSignature;
import io.convstream.storage.Sha256;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one model: immutable files {@code STEP-HASH.zip} and {@code manifest.json}, which names the newest and the
 * best of them. The manifest is replaced after the file is complete, so a reader never sees half a model. A file is
 * deleted one model after the manifest has ceased to name it, so that a reader of the last manifest still finds it.
 */
public final class ModelFolder {

    private static final int VERSION = 3;
    private static final String MANIFEST = "manifest.json";
    private static final Pattern MODEL = Pattern.compile("\\d{10}-[0-9a-f]{12}\\.zip");

    private final StoragePath folder;
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
    public ModelFolder(StoragePath folder, Map<String, String> options, ModelSignature signature, String evaluatedOn)
            throws IOException {
        folder.createFolder();
        this.folder = folder;
        this.options = new TreeMap<>(options);
        this.signature = signature;
        this.evaluatedOn = evaluatedOn;
        manifest = manifest(folder).orElse(null);
    }

    /**
     * Returns a folder's manifest; empty if it holds no model.
     *
     * @throws IOException with the path, if the manifest cannot be read or has another version
     */
    public static Optional<Manifest> manifest(StoragePath folder) throws IOException {
        StoragePath file = folder.resolve(MANIFEST);
        return file.exists() ? Optional.of(read(file)) : Optional.empty();
    }

    /**
     * Stores a model as the newest, and also as the best if its precision is higher than the best model's. Ignores a
     * model that is older than the newest or already stored, so evaluations may be repeated after a failure.
     *
     * @param zip called at most once
     * @return whether anything was written
     * @throws IOException if a file cannot be written; the manifest is then the old one
     */
    public boolean store(StoredModel model, ZipWriter zip) throws IOException {
        Manifest before = manifest;
        if (before != null && (model.step() < before.newest().model().step() || isStored(before, model))) {
            return false;
        }
        Path local = Files.createTempFile("convstream-", ".zip");
        try {
            zip.writeTo(local);
            var entry = entry(model, local);
            folder.resolve(entry.file()).replace(out -> Files.copy(local, out));
            var after = new Manifest(VERSION, entry, bestOf(before, entry), options, evaluatedOn, signature);
            JsonFile.write(folder.resolve(MANIFEST), after);
            deleteUnnamed(before, after);
            manifest = after;
            return true;
        } catch (IOException e) {
            throw new IOException(
                    "cannot store the model of step " + model.step() + " in " + folder
                            + " (is it full or read-only?); its models are intact",
                    e);
        } finally {
            Files.deleteIfExists(local);
        }
    }

    private static Manifest.Entry entry(StoredModel model, Path zip) throws IOException {
        String hash = Sha256.of(zip);
        return new Manifest.Entry(
                model, String.format(Locale.ROOT, "%010d-%s.zip", model.step(), hash.substring(0, 12)), hash);
    }

    private void deleteUnnamed(@Nullable Manifest before, Manifest after) throws IOException {
        for (StoragePath.Entry file : unnamed(folder, Stream.of(before, after))) {
            file.path().delete();
        }
    }

    /**
     * Returns the models in a folder that its manifest does not name; none if it has no manifest.
     *
     * @throws IOException with the path, if the manifest cannot be read or has another version
     */
    public static List<StoragePath.Entry> unnamed(StoragePath folder) throws IOException {
        Optional<Manifest> manifest = manifest(folder);
        return manifest.isPresent() ? unnamed(folder, manifest.stream()) : List.of();
    }

    private static List<StoragePath.Entry> unnamed(StoragePath folder, Stream<@Nullable Manifest> manifests)
            throws IOException {
        Set<String> named = manifests
                .filter(Objects::nonNull)
                .flatMap(manifest ->
                        Stream.of(manifest.newest().file(), manifest.best().file()))
                .collect(Collectors.toSet());
        return folder.list().stream()
                .filter(file -> MODEL.matcher(file.path().name()).matches()
                        && !named.contains(file.path().name()))
                .toList();
    }

    /** Returns the path of a model of the manifest. */
    public StoragePath file(Manifest.Entry entry) {
        return folder.resolve(entry.file());
    }

    /** Returns the manifest if its newest model is this one, whether stored now or before a failure. */
    public Optional<Manifest> manifestOf(StoredModel model) {
        return Optional.ofNullable(manifest)
                .filter(current -> current.newest().model().equals(model));
    }

    private Manifest.Entry bestOf(@Nullable Manifest before, Manifest.Entry entry) {
        // Precisions on different images are not comparable.
        if (before == null || !before.evaluatedOn().equals(evaluatedOn)) {
            return entry;
        }
        StoredModel best = before.best().model();
        boolean isBest = best.equals(entry.model()) || entry.model().precision() > best.precision();
        return isBest ? entry : before.best();
    }

    private boolean isStored(Manifest manifest, StoredModel model) throws IOException {
        return manifest.newest().model().equals(model) && matches(manifest.newest()) && matches(manifest.best());
    }

    private boolean matches(Manifest.Entry entry) throws IOException {
        StoragePath file = file(entry);
        if (!file.exists()) {
            return false;
        }
        try (InputStream in = file.open()) {
            return Sha256.of(in).equals(entry.fileSha256());
        }
    }

    private static Manifest read(StoragePath file) throws IOException {
        try {
            return JsonFile.read(file, Manifest.class, VERSION, "the convstream that wrote it");
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "cannot read " + file + " (" + Reason.of(e) + "): move it away, or name another model folder", e);
        }
    }
}
