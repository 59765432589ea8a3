package io.convstream.doctor;

import io.convstream.failure.Reason;
import io.convstream.network.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.accumulators.ListAccumulator;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;

/** Looks at the TaskManager that it runs on, and tells through an accumulator. */
final class TaskManagerProbe extends RichMapFunction<Long, Long> {

    static final String FINDINGS = "findings";

    private static final long serialVersionUID = 1;

    private final String folder;
    private final String marker;

    /** @param marker a file in the run folder, which must be seen from there too */
    TaskManagerProbe(Path folder, Path marker) {
        this.folder = folder.toString();
        this.marker = marker.toString();
    }

    @Override
    public void open(OpenContext context) {
        ListAccumulator<Finding> findings = new ListAccumulator<>();
        getRuntimeContext().addAccumulator(FINDINGS, findings);
        String name = getRuntimeContext().getMetricGroup().getAllVariables().get("<tm_id>");
        findings.add(look("TaskManager " + name, Path.of(folder), Path.of(marker)));
    }

    private static Finding look(String what, Path folder, Path marker) {
        if (!Files.exists(marker)) {
            return Finding.wrong(
                    what, "it does not see what is in " + folder + ": give a --run that all machines share");
        }
        try {
            FolderCheck.write(folder);
            return Finding.fine(what, "it writes to " + folder + " and computes on " + Networks.processors());
        } catch (IOException e) {
            return Finding.wrong(
                    what, "it cannot write to " + folder + " (" + Reason.of(e) + "): let Flink's user write there");
        } catch (IllegalStateException e) {
            return Finding.wrong(what, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Long map(Long value) {
        return value;
    }
}
