package io.convstream.serve;

import io.convstream.failure.Failure;
import io.convstream.network.Classifier;
import io.convstream.network.Gpus;
import io.convstream.network.ModelFile;
import io.convstream.rollout.ModelCopies;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The versions in native memory. A new one is loaded and warmed up on a thread of its own while the others predict. Except for
 * {@link #prepare}, for one thread at a time.
 */
final class LoadedVersions implements AutoCloseable {

    /** The images of a call: the same for all batches, because the rounding may depend on it. */
    static final int CHUNK = 32;

    private final ModelCopies copies;
    private final int towers;
    private final Gpus gpus;
    private final Map<String, CompletableFuture<Classifier>> loaded = new HashMap<>();
    private final ExecutorService loader =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "convstream model loader"));

    LoadedVersions(ModelCopies copies, int towers, Gpus gpus) {
        this.copies = copies;
        this.towers = towers;
        this.gpus = gpus;
    }

    /** Starts to load a version, unless it is loaded. */
    @SuppressWarnings("FutureReturnValueIgnored") // get() reports a failure
    void prepare(String model, String sha256) {
        loading(model, sha256);
    }

    private synchronized CompletableFuture<Classifier> loading(String model, String sha256) {
        return loaded.computeIfAbsent(sha256, hash -> CompletableFuture.supplyAsync(() -> load(model, hash), loader));
    }

    private Classifier load(String model, String sha256) {
        try {
            ModelFile.Content content = copies.read(sha256);
            var classifier = new Classifier(content.definition(model), CHUNK, towers, gpus);
            classifier.load(content.parameters());
            classifier.probabilities(
                    new float[content.signature().framing().crop().size()], 1);
            return classifier;
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /**
     * Returns a version; waits until it is loaded.
     *
     * @throws IOException if it cannot be loaded
     */
    Classifier get(String model, String sha256) throws IOException {
        try {
            return loading(model, sha256).join();
        } catch (CompletionException e) {
            throw new IOException(
                    "cannot load model " + model + ": " + Failure.of(e).sentence(), e);
        }
    }

    /** Frees all versions but those of some hashes. */
    synchronized void keepOnly(Set<String> hashes) {
        for (Map.Entry<String, CompletableFuture<Classifier>> version :
                Map.copyOf(loaded).entrySet()) {
            if (!hashes.contains(version.getKey())) {
                loaded.remove(version.getKey());
                free(version.getValue());
            }
        }
    }

    synchronized int size() {
        return loaded.size();
    }

    /** Frees a version, at the latest when it is loaded. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to report
    private static void free(CompletableFuture<Classifier> version) {
        version.whenComplete((classifier, failure) -> {
            if (failure == null) {
                classifier.close();
            }
        });
    }

    @Override
    public synchronized void close() {
        loaded.values().forEach(LoadedVersions::free);
        loaded.clear();
        loader.shutdown();
    }
}
