package io.convstream.cli.options;

import io.convstream.failure.UsageException;
import io.convstream.image.ClassNames;
import io.convstream.image.Framing;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.ModelSignature;
import io.convstream.network.Networks;
import io.convstream.network.NotAModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model file, ready to classify.
 *
 * @param classes of its outputs
 * @param notices sentences on what the file does not say
 */
public record LoadedModel(ModelDefinition definition, ClassNames classes, float[] parameters, List<String> notices) {

    /** For files that plain DL4J wrote. */
    private static final Framing TUTORIAL = Framing.of(32, 0, 24);

    /**
     * Reads a model.
     *
     * @param classes what --classes says; null if it was left out
     * @param images how many it classifies at once
     * @throws UsageException with the path and the reason, if it is no model that we can run, or has no class names
     * @throws IOException with the path, if its parameters are not finite
     */
    public static LoadedModel read(Path file, @Nullable String classes, int images) throws IOException {
        ModelFile.Content content;
        try {
            content = ModelFile.read(file, TUTORIAL, images);
        } catch (NotAModelException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        ModelSignature signature = content.signature();
        // What a definition says of training has no meaning here.
        var definition = new ModelDefinition(
                file.toString(), content.configuration(), signature.framing(), 1, 1, 0, 0, 0, false);
        List<String> names = names(file, signature.classes(), classes, Networks.classes(definition));
        List<String> notices = content.assumed()
                ? List.of(file + " does not say how its images are prepared: as in the TensorFlow tutorial, the middle "
                        + TUTORIAL.crop() + " of " + TUTORIAL.image() + " is taken and standardized.")
                : List.of();
        return new LoadedModel(
                definition, new ClassNames("the model " + file, names, true), content.parameters(), notices);
    }

    private static List<String> names(Path file, List<String> own, @Nullable String option, int outputs) {
        if (option == null && own.isEmpty()) {
            throw new UsageException(file + " does not name its " + outputs
                    + " classes, as plain DL4J and earlier versions of convstream write it: give the names in the order"
                    + " of its outputs with --classes");
        }
        if (option == null) {
            return own;
        }
        List<String> given = ClassesOption.names(option);
        if (given.size() != outputs) {
            throw new UsageException("--classes names " + given.size() + " classes, but " + file + " has " + outputs
                    + ": give one name for each");
        }
        if (!own.isEmpty() && !own.equals(given)) {
            throw new UsageException(
                    file + " names its classes itself (" + ClassNames.listed(own) + "): leave out --classes");
        }
        return given;
    }
}
