package io.convstream.publish;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.convstream.evaluate.EvaluatedModel;
import io.convstream.evaluate.Evaluation;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * One model's folder: {@code newest.zip} and {@code best.zip}, ordinary DL4J model files, and {@code manifest.json}. All
 * are written beside and renamed, so each is whole at any time; keeping the same evaluation again changes nothing.
 */
final class ModelFolder {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Path folder;
    private final ModelDefinition definition;

    ModelFolder(Path folder, ModelDefinition definition) {
        this.folder = folder;
        this.definition = definition;
    }

    /** What the manifest says of one model file. */
    record Kept(long step, long checkpoint, double precision, String weights, String parametersSha256, String time) {

        static Kept of(Evaluation evaluation, boolean averaged) {
            return new Kept(
                    evaluation.step(),
                    evaluation.checkpoint(),
                    (averaged ? evaluation.averaged() : evaluation.newest()).precision(),
                    averaged ? "averaged" : "newest",
                    evaluation.parametersSha256(),
                    evaluation.time().toString());
        }
    }

    /** Keeps the model as the newest, and as the best where no earlier one had a higher precision@1. */
    void keep(EvaluatedModel model) throws IOException {
        Files.createDirectories(folder);
        Evaluation evaluation = model.evaluation();
        boolean averaged =
                evaluation.averaged().precision() >= evaluation.newest().precision();
        Kept kept = Kept.of(evaluation, averaged);
        float[] parameters =
                averaged ? model.snapshot().averages() : model.snapshot().parameters();
        Map<String, Object> manifest = manifest();

        ModelFile.write(folder.resolve("newest.zip"), definition, parameters);
        manifest.put("newest", kept);
        if (bestPrecision(manifest) < kept.precision()) {
            ModelFile.write(folder.resolve("best.zip"), definition, parameters);
            manifest.put("best", kept);
        }
        manifest.put("definition", definition);
        write(manifest);
    }

    /** Below every precision where nothing was kept yet. */
    private static double bestPrecision(Map<String, Object> manifest) {
        return manifest.get("best") instanceof Map<?, ?> best && best.get("precision") instanceof Number precision
                ? precision.doubleValue()
                : -1;
    }

    private Map<String, Object> manifest() throws IOException {
        Path file = folder.resolve("manifest.json");
        return Files.exists(file)
                ? MAPPER.readValue(file.toFile(), new TypeReference<TreeMap<String, Object>>() {})
                : new TreeMap<>();
    }

    private void write(Map<String, Object> manifest) throws IOException {
        Path beside = folder.resolve("manifest.json.part");
        MAPPER.writerWithDefaultPrettyPrinter().writeValue(beside.toFile(), manifest);
        Files.move(beside, folder.resolve("manifest.json"), StandardCopyOption.ATOMIC_MOVE);
    }
}
