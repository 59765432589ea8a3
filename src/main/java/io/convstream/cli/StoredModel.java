package io.convstream.cli;

import io.convstream.image.Framing;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import java.io.IOException;
import java.nio.file.Path;

/** A model file, ready to classify. */
record StoredModel(ModelDefinition definition, float[] parameters) {

    /** For files that plain DL4J wrote. */
    private static final Framing TUTORIAL = Framing.of(32, 0, 24);

    /** @throws IOException with the path and the reason, where it is no model that we can run */
    static StoredModel read(Path file) throws IOException {
        ModelFile.Content content = ModelFile.read(file, TUTORIAL);
        // What a definition says of training has no meaning here.
        var definition =
                new ModelDefinition(file.toString(), content.configuration(), content.framing(), 1, 1, 0, 0, 0, false);
        return new StoredModel(definition, content.parameters());
    }
}
