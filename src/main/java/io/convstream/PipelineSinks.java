package io.convstream;

import io.convstream.evaluate.EvaluatedModel;
import io.convstream.event.Event;
import io.convstream.prepare.DeadLetter;
import io.convstream.train.TrainSummary;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.Collector;

/** Sinks of a pipeline. Each operator that they add needs its own uid. */
@PublicEvolving
public interface PipelineSinks {

    /** Attaches sinks of steps, evaluations, failures and stored models, in order for each model. */
    void events(DataStream<Event> events);

    /** Attaches sinks of {@linkplain TrainSummary summaries}: histograms and images. Default: none. */
    default void summaries(DataStream<TrainSummary> summaries) {}

    /**
     * Attaches sinks of evaluated models, parameters included. Default: none.
     *
     * @return announcements of stored models; they become part of the events
     */
    default DataStream<Event> models(DataStream<EvaluatedModel> models) {
        return models.flatMap((EvaluatedModel model, Collector<Event> announcements) -> {})
                .returns(Event.class)
                .name("evaluated models")
                .uid("evaluated-models")
                .setParallelism(models.getParallelism());
    }

    /** Attaches sinks of bad records. */
    void deadLetters(DataStream<DeadLetter> deadLetters);
}
