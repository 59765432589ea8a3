package io.convstream;

import io.convstream.change.Change;
import io.convstream.evaluate.Evaluate;
import io.convstream.evaluate.EvaluatedModel;
import io.convstream.evaluate.HeldOutSource;
import io.convstream.evaluate.RejectedImage;
import io.convstream.event.Event;
import io.convstream.image.Example;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.PrepareFunction;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.decode.BadRecordReason;
import io.convstream.train.SavedModel;
import io.convstream.train.Train;
import io.convstream.train.TrainPlan;
import io.convstream.train.TrainStep;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole dataflow on one screen, with the names and uids of all operators except sources and sinks. */
@PublicEvolving
public final class Pipeline {

    private Pipeline() {}

    /**
     * Defines the dataflow: prepares records in parallel, trains every model on them in sequence order, and evaluates
     * the model of each completed checkpoint beside training.
     *
     * @param heldOut the images to evaluate models on
     */
    public static void define(
            StreamExecutionEnvironment env,
            JobOptions options,
            PrepareOptions prepare,
            RecordSource source,
            HeldOutSource heldOut,
            PipelineSinks sinks) {
        // Records are immutable, so chained operators need not copy them.
        env.getConfig().enableObjectReuse();

        SingleOutputStreamOperator<Example> examples = source.attach(env)
                .process(new PrepareFunction(prepare, options.modelNames(), options.skipped()))
                .returns(Train.EXAMPLES)
                .name("prepare")
                .uid("prepare")
                .setParallelism(options.prepareParallelism());

        SingleOutputStreamOperator<TrainStep> steps = Train.on(
                        examples, options.models(), options.workers(), options.skipped())
                .name("train")
                .uid(SavedModel.OPERATOR);

        SingleOutputStreamOperator<EvaluatedModel> evaluated = Evaluate.on(
                        steps.getSideOutput(Train.SNAPSHOTS),
                        options.models().stream().map(TrainPlan::definition).toList(),
                        heldOut)
                .name("evaluate")
                .uid("evaluate")
                .setParallelism(options.evaluateParallelism())
                .slotSharingGroup("evaluate");

        DataStream<Event> stepEvents = steps.map(Event::of)
                .returns(Event.class)
                .name("step events")
                .uid("step-events")
                .setParallelism(options.trainParallelism());
        DataStream<Event> failureEvents = steps.getSideOutput(Train.FAILED)
                .map(Event::of)
                .returns(Event.class)
                .name("failure events")
                .uid("failure-events")
                .setParallelism(options.trainParallelism());
        DataStream<Event> changeEvents = Change.on(steps.getSideOutput(Train.CLASSIFIED), options.change())
                .name("change")
                .uid("change")
                .map(Event::of)
                .returns(Event.class)
                .name("change events")
                .uid("change-events")
                .setParallelism(1);
        DataStream<Event> evaluationEvents = evaluated
                .map(model -> Event.of(model.evaluation()))
                .returns(Event.class)
                .name("evaluation events")
                .uid("evaluation-events")
                .setParallelism(options.evaluateParallelism());

        DataStream<Event> modelEvents = sinks.models(evaluated);
        sinks.events(stepEvents.union(failureEvents, changeEvents, evaluationEvents, modelEvents));
        sinks.summaries(steps.getSideOutput(Train.SUMMARIES));
        DataStream<DeadLetter> heldOutDeadLetters = evaluated
                .getSideOutput(Evaluate.REJECTED)
                .map(Pipeline::deadLetter)
                .returns(DeadLetter.class)
                .name("held-out dead letters")
                .uid("held-out-dead-letters")
                .setParallelism(options.evaluateParallelism());
        sinks.deadLetters(examples.getSideOutput(PrepareFunction.DEAD_LETTERS).union(heldOutDeadLetters));
    }

    private static DeadLetter deadLetter(RejectedImage image) {
        return new DeadLetter(
                BadRecordReason.valueOf(image.reason()),
                image.message(),
                image.content(),
                image.label(),
                image.origin(),
                image.position());
    }
}
