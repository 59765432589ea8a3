package io.convstream.doctor;

import io.convstream.failure.Reason;
import io.convstream.network.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;

/** Checks the TaskManager that runs it, and returns the finding in an accumulator. */
final class TaskManagerProbe extends RichMapFunction<Long, Long> {

    static final String FINDINGS = "findings";

    private static final long serialVersionUID = 1;

    private final String folder;
    private final String marker;
    private final int tasks;

    /**
     * A check of one TaskManager.
     *
     * @param marker a file in the run folder, which the TaskManager must be able to see
     * @param tasks number of tasks that check
     */
    TaskManagerProbe(Path folder, Path marker, int tasks) {
        this.tasks = tasks;
        this.folder = folder.toString();
        this.marker = marker.toString();
    }

    @Override
    public void open(OpenContext context) throws Exception {
        ListAccumulator<Finding> findings = new ListAccumulator<>();
        getRuntimeContext().addAccumulator(FINDINGS, findings);
        String name = getRuntimeContext().getMetricGroup().getAllVariables().get("<tm_id>");
        findings.add(check("TaskManager " + name, Path.of(folder), Path.of(marker)));
        ExchangeProbe.check("network of " + name, (StreamingRuntimeContext) getRuntimeContext(), tasks)
                .forEach(findings::add);
    }

    private static Finding check(String subject, Path folder, Path marker) {
        if (!Files.exists(marker)) {
            return Finding.fail(
                    subject, "it does not see the files in " + folder + ": choose a --run that all machines share");
        }
        try {
            FolderCheck.write(folder);
            return Finding.pass(subject, "it writes to " + folder + " and computes on " + Networks.processors());
        } catch (IOException e) {
            return Finding.fail(
                    subject, "it cannot write to " + folder + " (" + Reason.of(e) + "): let Flink's user write to it");
        } catch (IllegalStateException e) {
            return Finding.fail(subject, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Long map(Long value) {
        return value;
    }
}
