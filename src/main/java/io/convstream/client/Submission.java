package io.convstream.client;

import io.convstream.cluster.RemoteFlink;
import io.convstream.run.Attempts;
import io.convstream.run.Attempts.SubmittedJob;
import io.convstream.run.RunFolder;
import io.convstream.run.RunIdentity;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.apache.flink.api.common.JobID;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Submits jobs to a cluster.
 *
 * @param jar the jar of this program, whose classes the cluster needs
 */
public record Submission(RemoteFlink flink, Path jar, PrintWriter out) {

    /**
     * Submits a job, records it in its run folder, and prints its id and its page in the dashboard.
     *
     * @param slots the number of task slots that the job needs
     */
    public JobID submit(StreamGraph graph, int slots, RunFolder run, RunIdentity identity)
            throws IOException, InterruptedException {
        if (flink.freeSlots() < slots) {
            out.println("The job takes " + slots + " slots, the cluster has " + flink.freeSlots()
                    + " free: it waits until there are enough.");
        }
        JobID id = JobID.generate();
        graph.setJobId(id);
        // Before the job exists, so that it is known even if this process ends now.
        Attempts.submitted(
                run, identity, new SubmittedJob(id.toString(), flink.hostAndPort(), flink.isHighlyAvailable()));
        flink.submit(graph, jar);
        out.println("Job: " + id);
        out.println("Flink dashboard: " + flink.jobPage(id));
        out.flush();
        return id;
    }
}
