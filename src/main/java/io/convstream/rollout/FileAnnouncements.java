package io.convstream.rollout;

import io.convstream.modelstore.Manifest;
import io.convstream.modelstore.ModelFolder;
import io.convstream.storage.Sha256;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The models of a run folder or a model folder, whenever its manifest changes, or a single model file. */
final class FileAnnouncements implements Announcements {

    private static final String EXTENSION = ".zip";

    private final StoragePath path;
    /** By model, the hashes of the models that were announced last. */
    private final Map<String, String> progress;

    FileAnnouncements(StoragePath path, Map<String, String> progress) {
        this.path = path;
        this.progress = new TreeMap<>(progress);
    }

    @Override
    public List<Announcement> poll(Duration patience) throws IOException {
        List<Announcement> found = path.isFolder() ? inFolder() : List.of();
        if (path.isFolder() || progress.containsKey(path.toString())) {
            if (found.isEmpty()) {
                pause(patience);
            }
            return found;
        }
        try (InputStream in = path.open()) {
            String hash = Sha256.of(in);
            progress.put(path.toString(), hash);
            return List.of(new Announcement(name(path), path.toString(), version(hash)));
        }
    }

    private Version version(String hash) throws IOException {
        StoragePath folder = path.parent();
        Optional<Manifest.Entry> entry = folder == null
                ? Optional.empty()
                : ModelFolder.manifest(folder).stream()
                        .flatMap(manifest -> List.of(manifest.best(), manifest.newest()).stream())
                        .filter(named -> named.fileSha256().equals(hash))
                        .findFirst();
        long time = path.modified().toEpochMilli();
        return entry.map(
                        named -> new Version(named.model().step(), named.model().precision(), hash, time))
                .orElse(new Version(-1, null, hash, time));
    }

    private List<Announcement> inFolder() throws IOException {
        List<Announcement> found = new ArrayList<>();
        add(path, found);
        for (StoragePath.Entry model : path.resolve("models").list()) {
            if (model.isFolder()) {
                add(model.path(), found);
            }
        }
        return found;
    }

    private void add(StoragePath folder, List<Announcement> found) throws IOException {
        Optional<Manifest> read = ModelFolder.manifest(folder);
        if (read.isEmpty()) {
            return;
        }
        Manifest manifest = read.get();
        String best = manifest.best().fileSha256();
        String newest = manifest.newest().fileSha256();
        String before = progress.put(folder.name(), best + " " + newest);
        if (!best.equals(newest) && isNew(best, before)) {
            found.add(announcement(folder, manifest.best()));
        }
        if (isNew(newest, before)) {
            found.add(announcement(folder, manifest.newest()));
        }
    }

    private static boolean isNew(String hash, @Nullable String before) {
        return before == null || !before.contains(hash);
    }

    private static Announcement announcement(StoragePath folder, Manifest.Entry entry) throws IOException {
        StoragePath file = folder.resolve(entry.file());
        return new Announcement(
                folder.name(),
                file.toString(),
                new Version(
                        entry.model().step(),
                        entry.model().precision(),
                        entry.fileSha256(),
                        file.modified().toEpochMilli()));
    }

    /** The name of the model's folder in a run, else that of the file. */
    private static String name(StoragePath file) {
        StoragePath folder = file.parent();
        StoragePath models = folder == null ? null : folder.parent();
        if (folder != null && models != null && models.name().equals("models")) {
            return folder.name();
        }
        String name = file.name();
        return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    }

    private static void pause(Duration patience) throws IOException {
        try {
            Thread.sleep(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a model", e);
        }
    }

    @Override
    public Map<String, String> progress() {
        return Map.copyOf(progress);
    }
}
