package io.convstream.job;

import io.convstream.PipelineSinks;
import io.convstream.console.ConsoleSink;
import io.convstream.evaluate.EarlyStopping;
import io.convstream.evaluate.EvaluatedModel;
import io.convstream.evaluate.Evaluation;
import io.convstream.event.Event;
import io.convstream.event.EventFiles;
import io.convstream.modelstore.ModelStore;
import io.convstream.network.ModelDefinition;
import io.convstream.prepare.DeadLetter;
import io.convstream.run.RunDescription;
import io.convstream.run.RunFolder;
import io.convstream.run.RunIdentity;
import io.convstream.run.RunParent;
import io.convstream.tensorboard.TensorBoardEvaluationSink;
import io.convstream.tensorboard.TensorBoardTrainingSink;
import io.convstream.train.TrainSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The sinks of a run: its folder, and optionally topics and the console.
 *
 * @param steps the steps of all models together; 0 if unknown
 * @param epochs 0 if unknown
 * @param logEvery steps between two lines on the console; 0: no console
 * @param earlyStoppingPatience evaluations without improvement until early stopping; 0: no early stopping
 * @param classes the class names in label order
 * @param evaluatedOn describes the held-out images to the user
 * @param tensorBoard whether to write event files for TensorBoard
 */
record RunSinks(
        RunFolder run,
        RunIdentity identity,
        List<ModelDefinition> models,
        long steps,
        int epochs,
        int logEvery,
        int earlyStoppingPatience,
        List<String> classes,
        String evaluatedOn,
        boolean tensorBoard,
        KafkaOutputs kafka)
        implements PipelineSinks {

    @Override
    public void events(DataStream<Event> events) {
        if (logEvery > 0) {
            sink(events, new ConsoleSink(logEvery, models.size(), steps, epochs), "console");
        }
        sink(events, EventFiles.sink(run.events(), identity.id(), identity.attempt()), "event files");
        if (tensorBoard) {
            sink(events, new TensorBoardEvaluationSink(run.tensorBoard(), models, classes), "tensorboard evaluation");
        }
        if (kafka.events() != null) {
            sink(
                    events,
                    TopicSinks.events(kafka.events(), kafka.maxEventBytes(), kafka.delivery(), identity),
                    "event topic");
        }
    }

    @Override
    public void summaries(DataStream<TrainSummary> summaries) {
        if (tensorBoard) {
            Optional<RunDescription> description = description();
            var boards = new TensorBoardTrainingSink(
                    run.tensorBoard(),
                    models,
                    description.map(RunSinks::origins).orElse(List.of()),
                    description.map(RunDescription::changes).orElse(List.of()));
            sink(summaries, boards, "tensorboard training");
        }
    }

    @Override
    public DataStream<Event> models(DataStream<EvaluatedModel> evaluated) {
        if (earlyStoppingPatience > 0) {
            DataStream<Evaluation> evaluations = evaluated
                    .map(EvaluatedModel::evaluation)
                    .returns(Evaluation.class)
                    .name("evaluations")
                    .uid("evaluations")
                    .setParallelism(1)
                    .process(new EarlyStopping(models.size(), earlyStoppingPatience))
                    .returns(Evaluation.class)
                    .name("early stop")
                    .uid("early-stop")
                    .setParallelism(1);
            sink(evaluations, new DiscardingSink<>(), "early stop end");
        }
        return evaluated
                .process(new ModelStore(run.models(), models, classes, evaluatedOn))
                .returns(Event.class)
                .name("model folder")
                .uid("model-folder")
                .setParallelism(1);
    }

    @Override
    public void deadLetters(DataStream<DeadLetter> deadLetters) {
        sink(deadLetters, EventFiles.sink(run.deadLetters(), identity.id(), identity.attempt()), "dead letters");
        if (kafka.deadLetters() != null) {
            sink(
                    deadLetters,
                    TopicSinks.deadLetters(kafka.deadLetters(), kafka.maxDeadLetterBytes(), kafka.delivery(), identity),
                    "dead letter topic");
        }
    }

    /** Describes what the run started from. */
    private static List<String> origins(RunDescription description) {
        List<RunParent> parents = description.parents();
        return parents == null
                ? List.of()
                : parents.stream().map(RunParent::line).toList();
    }

    private Optional<RunDescription> description() {
        try {
            return run.description().exists() ? Optional.of(RunDescription.read(run.description())) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> void sink(DataStream<T> stream, Sink<T> sink, String name) {
        stream.sinkTo(sink).name(name).uid(name.replace(' ', '-')).setParallelism(1);
    }
}
