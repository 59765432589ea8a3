package io.convstream.rollout;

import io.convstream.failure.Failure;
import io.convstream.image.Framing;
import io.convstream.network.Classifier;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.storage.LocalCopy;
import io.convstream.storage.Sha256;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Copies of the model files that a service uses, named by their hash: training replaces its files, but a version must be
 * available for as long as a record may have to be answered by it again.
 */
public final class ModelCopies {

    private static final String EXTENSION = ".zip";
    /** Of files that plain DL4J wrote. */
    private static final Framing TUTORIAL = Framing.of(32, 0, 24);

    private final StoragePath folder;

    /** The copies in the run folder of a service. */
    public ModelCopies(StoragePath run) {
        folder = run.resolve("models");
    }

    /**
     * Copies and checks an announced model.
     *
     * @return its content
     * @throws RefusedException if it cannot be used
     * @throws IOException with the path, if the copy cannot be written
     */
    ModelFile.Content accept(Announcement announced) throws RefusedException, IOException {
        String hash = announced.version().sha256();
        StoragePath file = file(hash);
        StoragePath source = StoragePath.parse(file.exists() ? file.toString() : announced.path());
        Path local = Files.createTempFile("convstream-", EXTENSION);
        try {
            try (OutputStream out = Files.newOutputStream(local)) {
                source.copyTo(out);
            } catch (IOException e) {
                throw new RefusedException(
                        "its file " + source + " cannot be read: "
                                + Failure.of(e).sentence(),
                        e);
            }
            String found = Sha256.of(local);
            if (!found.equals(hash)) {
                throw new RefusedException("the SHA-256 of " + source + " is " + found + ", announced was " + hash);
            }
            ModelFile.Content content = check(announced, local);
            if (!source.equals(file)) {
                file.replace(out -> Files.copy(local, out));
            }
            return content;
        } finally {
            Files.deleteIfExists(local);
        }
    }

    private static ModelFile.Content check(Announcement announced, Path local) throws RefusedException {
        try {
            ModelFile.Content content = ModelFile.read(local, TUTORIAL, 1);
            ModelDefinition definition = content.definition(announced.model());
            try (Classifier classifier = new Classifier(definition, 1)) {
                if (content.signature().classes().size() != classifier.classes()) {
                    throw new RefusedException(
                            announced.path() + " does not name its " + classifier.classes() + " classes");
                }
                classifier.load(content.parameters());
                float[] probabilities =
                        classifier.probabilities(new float[definition.input().size()], 1);
                for (float probability : probabilities) {
                    if (!Float.isFinite(probability)) {
                        throw new RefusedException("it gives no finite probabilities");
                    }
                }
            }
            return content;
        } catch (IOException | RuntimeException e) {
            throw new RefusedException(Failure.of(e).sentence().replace(local.toString(), announced.path()), e);
        }
    }

    /**
     * Reads a model.
     *
     * @throws IOException with the path, if there is no such copy
     */
    public ModelFile.Content read(String sha256) throws IOException {
        StoragePath file = file(sha256);
        if (!file.exists()) {
            throw new IOException(
                    file + " does not exist, but the service must answer with it: the run folder was changed, or"
                            + " the checkpoint is too old");
        }
        try (LocalCopy local = file.localCopy()) {
            return ModelFile.read(local.path(), TUTORIAL, 1);
        }
    }

    /** Deletes all copies but those of some hashes. */
    void keepOnly(Set<String> hashes) throws IOException {
        for (StoragePath.Entry entry : folder.list()) {
            String name = entry.path().name();
            if (name.endsWith(EXTENSION) && !hashes.contains(name.substring(0, name.length() - EXTENSION.length()))) {
                entry.path().delete();
            }
        }
    }

    private StoragePath file(String sha256) {
        return folder.resolve(sha256 + EXTENSION);
    }
}
