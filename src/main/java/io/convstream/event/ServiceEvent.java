package io.convstream.event;

import org.jspecify.annotations.Nullable;

/** An event of a service; exactly one component is not null. One type for all, so that a single stream preserves their order. */
public record ServiceEvent(
        @Nullable DeploymentEvent deployment,
        @Nullable ShiftEvent shift,
        @Nullable PrecisionEvent precision) {

    public static ServiceEvent of(DeploymentEvent deployment) {
        return new ServiceEvent(deployment, null, null);
    }

    public static ServiceEvent of(ShiftEvent shift) {
        return new ServiceEvent(null, shift, null);
    }

    public static ServiceEvent of(PrecisionEvent precision) {
        return new ServiceEvent(null, null, precision);
    }
}
