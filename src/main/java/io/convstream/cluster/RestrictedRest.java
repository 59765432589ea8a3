package io.convstream.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.blob.TransientBlobService;
import org.apache.flink.runtime.dispatcher.DispatcherGateway;
import org.apache.flink.runtime.dispatcher.DispatcherRestEndpoint;
import org.apache.flink.runtime.leaderelection.LeaderElection;
import org.apache.flink.runtime.resourcemanager.ResourceManagerGateway;
import org.apache.flink.runtime.rest.HttpMethodWrapper;
import org.apache.flink.runtime.rest.RestEndpointFactory;
import org.apache.flink.runtime.rest.handler.RestHandlerConfiguration;
import org.apache.flink.runtime.rest.handler.RestHandlerSpecification;
import org.apache.flink.runtime.rest.handler.legacy.metrics.MetricFetcher;
import org.apache.flink.runtime.rest.messages.job.savepoints.SavepointTriggerHeaders;
import org.apache.flink.runtime.rest.messages.job.savepoints.stop.StopWithSavepointTriggerHeaders;
import org.apache.flink.runtime.rpc.FatalErrorHandler;
import org.apache.flink.runtime.webmonitor.WebMonitorEndpoint;
import org.apache.flink.runtime.webmonitor.retriever.LeaderGatewayRetriever;
import org.apache.flink.shaded.netty4.io.netty.channel.ChannelInboundHandler;
import org.apache.flink.util.ConfigurationException;

/**
 * Flink's REST endpoint, restricted to reading and to savepoints. Even with {@code web.submit.enable: false}, Flink's
 * own accepts serialized jobs and can shut down the cluster; {@code web.cancel.enable: false} only hides a button.
 */
@SuppressWarnings("try") // close() of Flink's own declares Exception
final class RestrictedRest extends DispatcherRestEndpoint {

    /** GET requests with side effects. */
    private static final Set<String> CANCELLING = Set.of("/jobs/:jobid/yarn-cancel", "/jobs/:jobid/yarn-stop");

    private final boolean readOnly;

    /** @param readOnly whether to refuse savepoints too */
    private RestrictedRest(
            boolean readOnly,
            Configuration configuration,
            RestHandlerConfiguration handling,
            LeaderGatewayRetriever<DispatcherGateway> dispatcher,
            LeaderGatewayRetriever<ResourceManagerGateway> resourceManager,
            TransientBlobService blobs,
            ScheduledExecutorService executor,
            MetricFetcher metrics,
            LeaderElection election,
            FatalErrorHandler failures)
            throws IOException, ConfigurationException {
        super(
                dispatcher,
                configuration,
                handling,
                resourceManager,
                blobs,
                executor,
                metrics,
                election,
                RestEndpointFactory.createExecutionGraphCache(handling),
                failures);
        this.readOnly = readOnly;
    }

    @Override
    protected List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> initializeHandlers(
            CompletableFuture<String> address) {
        List<Tuple2<RestHandlerSpecification, ChannelInboundHandler>> handlers = super.initializeHandlers(address);
        handlers.removeIf(handler -> !isAllowed(handler.f0));
        return handlers;
    }

    private boolean isAllowed(RestHandlerSpecification request) {
        if (request.getHttpMethod() == HttpMethodWrapper.GET) {
            return !CANCELLING.contains(request.getTargetRestEndpointURL());
        }
        return !readOnly
                && (request instanceof StopWithSavepointTriggerHeaders || request instanceof SavepointTriggerHeaders);
    }

    /** @param readOnly whether to refuse savepoints too */
    record Factory(boolean readOnly) implements RestEndpointFactory<DispatcherGateway> {

        @Override
        public WebMonitorEndpoint<DispatcherGateway> createRestEndpoint(
                Configuration configuration,
                LeaderGatewayRetriever<DispatcherGateway> dispatcher,
                LeaderGatewayRetriever<ResourceManagerGateway> resourceManager,
                TransientBlobService blobs,
                ScheduledExecutorService executor,
                MetricFetcher metrics,
                LeaderElection election,
                FatalErrorHandler failures)
                throws Exception {
            return new RestrictedRest(
                    readOnly,
                    configuration,
                    RestHandlerConfiguration.fromConfiguration(configuration),
                    dispatcher,
                    resourceManager,
                    blobs,
                    executor,
                    metrics,
                    election,
                    failures);
        }
    }
}
