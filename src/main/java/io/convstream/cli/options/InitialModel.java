package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import io.convstream.image.Framing;
import io.convstream.modelstore.BestModelFile;
import io.convstream.modelstore.ModelFolder;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.ModelTransfer;
import io.convstream.network.NotAModelException;
import io.convstream.run.RunDescription;
import io.convstream.run.RunFolder;
import io.convstream.run.RunParent;
import io.convstream.storage.LocalCopy;
import io.convstream.storage.Sha256;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The model file of {@code --init-from}.
 *
 * @param sha256 of the file, in hexadecimal digits
 */
record InitialModel(StoragePath file, ModelFile.Content content, String sha256) {

    /**
     * Reads a model.
     *
     * @param path of a model file, a model folder or a run folder
     * @param framing if the file has none, as files of plain DL4J
     * @throws UsageException in one sentence, if there is no model that can be used
     */
    static InitialModel read(StoragePath path, Framing framing) throws IOException {
        StoragePath file;
        try {
            file = BestModelFile.of(path);
        } catch (IOException e) {
            throw UsageException.because(e);
        }
        try (LocalCopy local = file.localCopy()) {
            return new InitialModel(file, ModelFile.read(local.path(), framing, 1), Sha256.of(local.path()));
        } catch (NotAModelException e) {
            throw new UsageException("--init-from: " + e.getMessage(), e);
        }
    }

    /** Returns the file with the run that wrote it and its step, if the files beside it can be read. */
    RunParent parent() {
        StoragePath folder = file.parent();
        StoragePath models = folder == null ? null : folder.parent();
        StoragePath run = models == null ? null : models.parent();
        if (folder == null || run == null) {
            return new RunParent(file.toString(), null, null, sha256);
        }
        try {
            StoragePath description = new RunFolder(run).description();
            String id = description.exists() ? RunDescription.read(description).id() : null;
            return new RunParent(file.toString(), id, step(folder), sha256);
        } catch (IOException e) { // of another version: the model can be used without it
            return new RunParent(file.toString(), null, null, sha256);
        }
    }

    private @Nullable Long step(StoragePath folder) throws IOException {
        return ModelFolder.manifest(folder).stream()
                .flatMap(manifest -> Stream.of(manifest.best(), manifest.newest()))
                .filter(entry -> entry.fileSha256().equals(sha256))
                .map(entry -> entry.model().step())
                .findFirst()
                .orElse(null);
    }

    /** Returns the name of the model's folder in a run, else that of the file. */
    String name() {
        StoragePath folder = file.parent();
        StoragePath models = folder == null ? null : folder.parent();
        return folder != null && models != null && models.name().equals("models")
                ? folder.name()
                : ModelOption.alone(file.name()).name();
    }

    /** Returns how the images of the model were framed, if the file records it. */
    Optional<Framing> framing() {
        return content.assumed()
                ? Optional.empty()
                : Optional.of(content.signature().framing());
    }

    /** @throws UsageException if the model was trained on images that were framed in another way */
    void requireFraming(Framing framing) {
        Framing own = framing().orElse(framing);
        if (!own.equals(framing)) {
            throw new UsageException("--init-from " + file + " was trained on images framed as " + own
                    + ", but this run frames them as " + framing
                    + ": leave out --image-size, --padding and --crop-size");
        }
    }

    /**
     * Returns the initial parameters of a new model.
     *
     * @param classes of the new model, in label order
     * @param out receives sentences about the last layer
     * @throws UsageException naming the layer, if the networks differ in more than the number of classes
     */
    float[] parameters(ModelDefinition definition, List<String> classes, Consumer<String> out) {
        ModelTransfer transfer;
        try {
            transfer = ModelTransfer.of(definition, content);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "model " + definition.name() + " cannot start from " + file + " (--init-from): " + e.getMessage()
                            + "; give the network of the file, or leave out --network",
                    e);
        }
        out.accept("Model " + definition.name() + " starts from " + file + ".");
        List<String> own = content.signature().classes();
        if (transfer.newLayer() != null) {
            out.accept("The last layer of model " + definition.name() + " (" + transfer.newLayer()
                    + ") is new, because this run has " + classes.size() + " classes and the file "
                    + (own.isEmpty() ? "another number" : String.valueOf(own.size())) + ".");
        } else if (!own.isEmpty() && !own.equals(classes)) {
            requireOtherNames(own, classes);
            out.accept("The last layer of model " + definition.name() + " is that of the file, whose classes have other"
                    + " names: " + ClassNames.listed(own) + " there, " + ClassNames.listed(classes) + " here.");
        }
        return transfer.parameters();
    }

    private void requireOtherNames(List<String> own, List<String> classes) {
        if (Set.copyOf(own).equals(Set.copyOf(classes))) {
            throw new UsageException("--init-from " + file + " has the classes of this run in another order ("
                    + ClassNames.listed(own) + " there, " + ClassNames.listed(classes)
                    + " here): give images with the classes in the order of the file");
        }
    }
}
