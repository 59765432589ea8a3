package io.convstream.publish;

import io.convstream.evaluate.EvaluatedModel;
import io.convstream.evaluate.Evaluation;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Keeps the newest and the best model of each name in a folder of its own; to be run by one subtask. Of an evaluation's
 * two sets of weights it keeps the better one, the averaged where they are equal.
 */
public final class ModelKeeper implements Sink<EvaluatedModel> {

    private final String folder;
    private final Map<String, ModelDefinition> definitions;

    public ModelKeeper(Path folder, List<ModelDefinition> definitions) {
        this.folder = folder.toString();
        this.definitions = definitions.stream().collect(Collectors.toMap(ModelDefinition::name, Function.identity()));
    }

    @Override
    public SinkWriter<EvaluatedModel> createWriter(WriterInitContext context) {
        return new Writer();
    }

    private final class Writer implements SinkWriter<EvaluatedModel> {

        private final Map<String, ModelFolder> folders = new HashMap<>();

        @Override
        public void write(EvaluatedModel model, Context context) throws IOException {
            Evaluation evaluation = model.evaluation();
            ModelDefinition definition = definitions.get(evaluation.model());
            if (definition == null) {
                throw new IOException(
                        "an evaluation names model " + evaluation.model() + ", the job has " + definitions.keySet());
            }
            boolean averaged =
                    evaluation.averaged().precision() >= evaluation.newest().precision();
            float[] parameters =
                    averaged ? model.snapshot().averages() : model.snapshot().parameters();
            KeptModel kept = new KeptModel(
                    evaluation.step(),
                    evaluation.checkpoint(),
                    evaluation.bestPrecision(),
                    averaged ? KeptModel.Weights.AVERAGED : KeptModel.Weights.NEWEST,
                    evaluation.parametersSha256());
            folder(definition).keep(kept, file -> ModelFile.write(file, definition, parameters));
        }

        private ModelFolder folder(ModelDefinition definition) throws IOException {
            ModelFolder open = folders.get(definition.name());
            if (open == null) {
                open = new ModelFolder(Path.of(folder, definition.name()), options(definition));
                folders.put(definition.name(), open);
            }
            return open;
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }

    static Map<String, String> options(ModelDefinition definition) {
        return Map.of(
                "batch-size", String.valueOf(definition.batchSize()),
                "towers", String.valueOf(definition.towers()),
                "seed", String.valueOf(definition.seed()),
                "average-decay", String.valueOf(definition.averageDecay()),
                "label-smoothing", String.valueOf(definition.labelSmoothing()),
                "input", definition.input().toString());
    }
}
