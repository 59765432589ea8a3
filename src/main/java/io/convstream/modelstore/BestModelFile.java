package io.convstream.modelstore;

import io.convstream.storage.StoragePath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the best model of a folder, for commands that take a model. */
public final class BestModelFile {

    private BestModelFile() {}

    /**
     * Returns a model file: {@code path} itself, or the best model of the model folder or run folder that it names.
     *
     * @throws IOException in one sentence, if a folder holds no model, or a run has several
     */
    public static StoragePath of(StoragePath path) throws IOException {
        if (!path.isFolder()) {
            return path;
        }
        Optional<StoragePath> own = inModelFolder(path);
        if (own.isPresent()) {
            return own.get();
        }
        List<StoragePath> found = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (StoragePath.Entry model : path.resolve("models").list()) {
            Optional<StoragePath> best = inModelFolder(model.path());
            best.ifPresent(found::add);
            best.ifPresent(file -> names.add(model.path().name()));
        }
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new FileNotFoundException(
                    path + " is neither a run folder nor a model folder with a model: name one, or a model file");
        }
        throw new IOException(path + " has several models (" + String.join(", ", names) + "): name one, such as "
                + path.resolve("models/" + names.get(0)));
    }

    private static Optional<StoragePath> inModelFolder(StoragePath folder) throws IOException {
        return ModelFolder.manifest(folder)
                .map(manifest -> folder.resolve(manifest.best().file()));
    }
}
