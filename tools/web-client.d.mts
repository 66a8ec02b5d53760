export function freshenWebClient(root: string, node: string): void;
export function removeAbandonedBuilds(root: string): void;
