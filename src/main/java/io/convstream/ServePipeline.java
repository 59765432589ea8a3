package io.convstream;

import io.convstream.event.DeploymentEvent;
import io.convstream.event.ServiceEvent;
import io.convstream.labels.Label;
import io.convstream.labels.LabelOptions;
import io.convstream.labels.LabelStream;
import io.convstream.labels.LabeledAnswer;
import io.convstream.labels.Labels;
import io.convstream.prepare.DeadLetter;
import io.convstream.rollout.Decision;
import io.convstream.rollout.Deployment;
import io.convstream.rollout.Signal;
import io.convstream.rollout.Version;
import io.convstream.serve.AnsweredImage;
import io.convstream.serve.ImageRequest;
import io.convstream.serve.Prediction;
import io.convstream.serve.Serve;
import io.convstream.serve.ServeOptions;
import java.time.Instant;
import java.util.Objects;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The whole dataflow of a service, with the names and uids of all operators except sinks. */
public final class ServePipeline {

    private ServePipeline() {}

    /**
     * Defines the dataflow: images are predicted by the versions that the rollout decides on, and joined with labels.
     *
     * @param parallelism of the images and their predictions
     * @param labels null: there are none
     */
    public static void define(
            StreamExecutionEnvironment env,
            ServeOptions options,
            int parallelism,
            Source<ImageRequest, ?, ?> images,
            Source<Signal, ?, ?> rollout,
            @Nullable LabelStream labels,
            ServeSinks sinks) {
        // Records are immutable, so chained operators need not copy them.
        env.getConfig().enableObjectReuse();

        DataStream<Signal> signals = env.fromSource(rollout, WatermarkStrategy.noWatermarks(), "rollout")
                .uid("rollout")
                .setParallelism(1);
        DataStream<ImageRequest> requests = env.fromSource(
                        images, labels == null ? WatermarkStrategy.noWatermarks() : Labels.watermarks(), "images")
                .uid("images")
                .setParallelism(parallelism);
        SingleOutputStreamOperator<Prediction> predictions =
                Serve.on(requests, signals, options).name("serve").uid("serve").setParallelism(parallelism);
        DataStream<ServiceEvent> deployments = signals.filter(signal -> signal.decision() != null)
                .name("decisions")
                .uid("decisions")
                .setParallelism(1)
                .map(signal -> ServiceEvent.of(event(Objects.requireNonNull(signal.decision()))))
                .returns(ServiceEvent.class)
                .name("deployment events")
                .uid("deployment-events")
                .setParallelism(1);

        DataStream<ServiceEvent> shifts = Serve.shifts(
                        predictions.getSideOutput(Serve.OBSERVATIONS), options.shiftWindow())
                .name("shifts")
                .uid("shifts")
                .map(ServiceEvent::of)
                .returns(ServiceEvent.class)
                .name("shift events")
                .uid("shift-events")
                .setParallelism(1);

        sinks.predictions(predictions);
        DataStream<ServiceEvent> events = deployments.union(shifts);
        DataStream<DeadLetter> deadLetters = predictions.getSideOutput(Serve.DEAD_LETTERS);
        if (labels != null) {
            SingleOutputStreamOperator<LabeledAnswer> joined =
                    joined(env, predictions.getSideOutput(Serve.ANSWERED_IMAGES), labels, parallelism);
            events = events.union(precision(joined, labels.options()));
            deadLetters = deadLetters.union(joined.getSideOutput(Labels.REJECTED_LABELS));
            sinks.labeledImages(joined.getSideOutput(Labels.LABELED_IMAGES));
        }
        sinks.events(events);
        sinks.deadLetters(deadLetters);
    }

    private static SingleOutputStreamOperator<LabeledAnswer> joined(
            StreamExecutionEnvironment env, DataStream<AnsweredImage> answered, LabelStream labels, int parallelism) {
        DataStream<Label> stream = env.fromSource(labels.source(), Labels.watermarks(), "labels")
                .uid("labels")
                .setParallelism(1);
        return Labels.join(answered, stream, labels.options())
                .name("join labels")
                .uid("join-labels")
                .setParallelism(parallelism);
    }

    private static DataStream<ServiceEvent> precision(DataStream<LabeledAnswer> joined, LabelOptions options) {
        return Labels.precision(joined, options)
                .name("precision")
                .uid("precision")
                .map(ServiceEvent::of)
                .returns(ServiceEvent.class)
                .name("precision events")
                .uid("precision-events")
                .setParallelism(1);
    }

    private static DeploymentEvent event(Decision decision) {
        Deployment deployment = decision.deployment();
        Version answer = deployment == null ? null : deployment.plan().answer();
        Version candidate = deployment == null ? null : deployment.plan().candidate();
        return new DeploymentEvent(
                decision.number(),
                decision.model(),
                decision.accepted(),
                decision.message(),
                Instant.ofEpochMilli(decision.time()),
                deployment == null ? null : Instant.ofEpochMilli(deployment.from()),
                answer == null || answer.step() < 0 ? null : answer.step(),
                answer == null ? null : answer.sha256(),
                candidate == null || candidate.step() < 0 ? null : candidate.step(),
                candidate == null ? null : candidate.sha256(),
                deployment == null ? 0 : deployment.plan().percent());
    }
}
