package io.convstream.cli;

import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import java.io.IOException;
import java.nio.file.Path;

/** A model file, ready to classify. */
record StoredModel(ModelDefinition definition, float[] parameters) {

    /** @throws IOException with the path and the reason, where it is no model that we can run */
    static StoredModel read(Path file) throws IOException {
        ModelFile.Content content = ModelFile.read(file, TrainJobs.CROP);
        // What a definition says of training has no meaning here.
        ModelDefinition definition =
                new ModelDefinition(file.toString(), content.configuration(), TrainJobs.CROP, 1, 1, 0, 0, 0);
        return new StoredModel(definition, content.parameters());
    }
}
