package io.convstream;

import io.convstream.event.ServiceEvent;
import io.convstream.prepare.DeadLetter;
import io.convstream.serve.Prediction;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Sinks of a service. Each operator that they add needs its own uid. */
public interface ServeSinks {

    void predictions(DataStream<Prediction> predictions);

    /** Attaches sinks of deployments and shifts. */
    void events(DataStream<ServiceEvent> events);

    void deadLetters(DataStream<DeadLetter> deadLetters);
}
