export function freshenWebClient(root: string, node: string): void;
