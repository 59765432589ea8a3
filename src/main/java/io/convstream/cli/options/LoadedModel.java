package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import io.convstream.image.Framing;
import io.convstream.modelstore.BestModelFile;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.ModelSignature;
import io.convstream.network.Networks;
import io.convstream.network.NotAModelException;
import io.convstream.storage.LocalCopy;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model file in memory.
 *
 * @param notices sentences about assumptions, if the file lacks information
 */
public record LoadedModel(ModelDefinition definition, ClassNames classes, float[] parameters, List<String> notices) {

    /** For files that plain DL4J wrote. */
    private static final Framing TUTORIAL = Framing.of(32, 0, 24);

    /**
     * Reads a model.
     *
     * @param model a model file, or a folder of which the best model is read
     * @param classes value of {@code --classes}; null if not given
     * @param images batch size
     * @throws UsageException naming the file, if it is not a supported model or has no class names
     * @throws IOException naming the file, if its parameters are not finite
     */
    public static LoadedModel read(StoragePath model, @Nullable String classes, int images) throws IOException {
        StoragePath file;
        try {
            file = BestModelFile.of(model);
        } catch (IOException e) {
            throw UsageException.because(e);
        }
        ModelFile.Content content;
        try (LocalCopy local = file.localCopy()) {
            content = ModelFile.read(local.path(), TUTORIAL, images);
        } catch (NotAModelException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        ModelSignature signature = content.signature();
        ModelDefinition definition = content.definition(file.toString());
        List<String> names = names(file, signature.classes(), classes, Networks.classes(definition));
        List<String> notices = content.assumed()
                ? List.of(file
                        + " does not record how its images were prepared. Assuming the TensorFlow tutorial: the central "
                        + TUTORIAL.crop() + " of " + TUTORIAL.image() + ", standardized.")
                : List.of();
        return new LoadedModel(
                definition, new ClassNames("the model " + file, names, true), content.parameters(), notices);
    }

    private static List<String> names(StoragePath file, List<String> own, @Nullable String option, int outputs) {
        if (option == null && own.isEmpty()) {
            throw new UsageException(file + " does not name its " + outputs
                    + " classes (plain DL4J): give the names in the order of its outputs with --classes");
        }
        if (option == null) {
            return own;
        }
        List<String> names = ClassesOption.names(option);
        if (names.size() != outputs) {
            throw new UsageException("--classes names " + names.size() + " classes, but " + file + " has " + outputs
                    + ": give one name per class");
        }
        if (!own.isEmpty() && !own.equals(names)) {
            throw new UsageException(
                    file + " names its classes itself (" + ClassNames.listed(own) + "): leave out --classes");
        }
        return names;
    }
}
