package io.convstream.network;

import io.convstream.network.nd4j.Nd4jRuntime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.annotation.PublicEvolving;
import org.nd4j.linalg.factory.Nd4j;

/**
 * CUDA devices for training and for evaluation. Of two or more, the last evaluates and the others train; a single one
 * does both. A model trains on the first training GPU. Empty on a CPU.
 */
@PublicEvolving
public record Gpus(List<Integer> training, List<Integer> evaluation) {

    public Gpus {
        training = List.copyOf(training);
        evaluation = List.copyOf(evaluation);
    }

    /** Divides the GPUs that Flink assigned to this process. */
    public static Gpus of(List<Integer> given) {
        int last = given.size() - 1;
        return last < 1 ? new Gpus(given, given) : new Gpus(given.subList(0, last), given.subList(last, last + 1));
    }

    /** Starts with another training GPU for each subtask, in turn. */
    public Gpus forSubtask(int index) {
        List<Integer> rotated = new ArrayList<>(training);
        Collections.rotate(rotated, -index);
        return new Gpus(rotated, evaluation);
    }

    /** Divides all GPUs that ND4J finds. */
    public static Gpus ofMachine() {
        return of(
                Nd4jRuntime.isOnCpu()
                        ? List.of()
                        : IntStream.range(0, Nd4j.getAffinityManager().getNumberOfDevices())
                                .boxed()
                                .toList());
    }
}
