package io.convstream;

import io.convstream.event.JsonLines;
import io.convstream.event.ModelAnnouncement;
import io.convstream.event.StoredModel.Weights;
import io.convstream.image.Framing;
import io.convstream.network.Engine;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.Presets;
import io.convstream.network.Trainer;
import io.convstream.storage.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Versions of a small model that differ in their parameters, as files. */
public final class ServedVersions {

    public static final Framing FRAMING = Framing.of(28, 0, 24);

    private final Path folder;
    private final List<String> classes;

    public ServedVersions(Path folder, List<String> classes) {
        this.folder = folder;
        this.classes = classes;
    }

    public static ModelDefinition definition(long seed, int classes) {
        return new ModelDefinition(
                "tiny",
                Presets.configuration("tiny", FRAMING.crop(), classes, seed),
                FRAMING,
                1,
                1,
                seed,
                0,
                0,
                Engine.AUTO);
    }

    /** Writes the version of a step; its precision is step / 1000. */
    public ModelAnnouncement write(int step) throws IOException {
        Path file = folder.resolve("version-" + step + ".zip");
        ModelDefinition definition = definition(step, classes.size());
        try (Trainer trainer = new Trainer(definition)) {
            ModelFile.write(file, definition, classes, trainer.state().parameters());
        }
        return new ModelAnnouncement(
                "tiny", step, file.toString(), true, step / 1000.0, Weights.EMA, Sha256.of(file), Instant.now());
    }

    public static byte[] message(ModelAnnouncement announcement) {
        return JsonLines.line(announcement).getBytes(StandardCharsets.UTF_8);
    }
}
