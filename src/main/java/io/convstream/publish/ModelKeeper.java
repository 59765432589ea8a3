package io.convstream.publish;

import io.convstream.evaluate.EvaluatedModel;
import io.convstream.network.ModelDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Keeps the newest and the best model of each name in a folder of its own; to be run by one subtask. */
public final class ModelKeeper implements Sink<EvaluatedModel> {

    private final String folder;
    private final Map<String, ModelDefinition> definitions;

    public ModelKeeper(Path folder, List<ModelDefinition> definitions) {
        this.folder = folder.toString();
        this.definitions = definitions.stream().collect(Collectors.toMap(ModelDefinition::name, Function.identity()));
    }

    @Override
    public SinkWriter<EvaluatedModel> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(EvaluatedModel model, Context context) throws IOException {
                String name = model.evaluation().model();
                ModelDefinition definition = definitions.get(name);
                if (definition == null) {
                    throw new IOException(
                            "an evaluation names model " + name + ", the job has " + definitions.keySet());
                }
                new ModelFolder(Path.of(folder, name), definition).keep(model);
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
